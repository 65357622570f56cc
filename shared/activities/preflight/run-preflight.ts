import type { Ports } from '../../ports/ports.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { PreflightOrder } from './preflight-order.ts';
import { readAzureChecks } from './read-azure-checks.ts';
import { readKubernetesChecks } from './read-kubernetes-checks.ts';
import { readNewClusterChecks } from './read-new-cluster-checks.ts';
import { startTable } from './read-within.ts';

/**
 * Makes the table of everything that can be known before anything is made: what Azure says, then what the cluster says.
 * Changes nothing, takes seconds, and never throws: whoever does not answer in time leaves his checks open.
 */
export async function runPreflight(ports: Ports, order: PreflightOrder): Promise<{ checks: PreflightCheck[] }> {
  const asked = { ...ports, read: startTable() };
  if (order.newCluster) return { checks: await readNewClusterChecks(asked, order, order.newCluster) };
  const reading = asked.read(async () => (await ports.clusters.readCluster(order.cluster)).cluster);
  const parts = await Promise.all([
    readAzureChecks(asked, order, reading),
    readKubernetesChecks(asked, order, reading),
  ]);
  return { checks: parts.flat() };
}
