import type { Ports } from '../../ports/ports.ts';
import { judgeClusterState } from '../../preflight/azure/judge-cluster-state.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { ClusterReading, PreflightOrder } from './preflight-order.ts';

/** What Azure Resource Manager says of a request. */
export async function readAzureChecks(
  _ports: Ports,
  order: PreflightOrder,
  reading: Promise<ClusterReading>,
): Promise<PreflightCheck[]> {
  const cluster = await reading;
  return [...judgeClusterState(order.cluster, cluster)];
}
