import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import type { Ports } from '../../ports/ports.ts';
import { judgeClusterAccess } from '../../preflight/new-cluster/judge-cluster-access.ts';
import { judgePlace } from '../../preflight/new-cluster/judge-place.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { PreflightOrder } from './preflight-order.ts';
import { readWithin } from './read-within.ts';

/** What can be known of a cluster that is to be made: its place, who gets in, and who reaches it. */
export async function readNewClusterChecks(
  { newClusters }: Pick<Ports, 'newClusters'>,
  { cluster }: Pick<PreflightOrder, 'cluster'>,
  newCluster: NewClusterSpec,
): Promise<PreflightCheck[]> {
  const place = await readWithin(() => newClusters.readPlace(cluster));
  return [judgePlace(cluster, place), ...judgeClusterAccess(newCluster)];
}
