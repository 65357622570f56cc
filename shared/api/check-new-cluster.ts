import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { Ports } from '../ports/ports.ts';
import { refuseUnprovable } from '../preflight/new-cluster/judge-cluster-access.ts';
import { refusePlace } from '../preflight/new-cluster/judge-place.ts';
import { refuseUnlessPassing } from './check-cluster.ts';
import { refuseIf } from './refuse-if.ts';

/**
 * Refuses a new cluster before anything is started or billed. Throws HttpError 400 for one that could never be proven, 404
 * where there is no such resource group, 409 where the name is taken, and those of `refuseUnlessPassing`.
 */
export async function checkNewCluster(
  ports: Pick<Ports, 'newClusters'>,
  cluster: ClusterReference,
  newCluster: NewClusterSpec,
): Promise<void> {
  refuseIf(refuseUnprovable(newCluster));
  const read = await refuseUnlessPassing(ports.newClusters.readPlace(cluster));
  refuseIf(read && refusePlace(cluster, read.place));
}
