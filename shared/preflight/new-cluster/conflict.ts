import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';

/** A request for a new cluster, whose every field is allowed for itself. */
export interface NewClusterRequest {
  cluster: ClusterReference;
  newCluster: NewClusterSpec;
  nodePool: Pick<PoolSpec, 'name' | 'vnetSubnetID' | 'podSubnetID' | 'orchestratorVersion' | 'osSKU'>;
}

/** What does not go together in a request, at the field that must change. */
export interface Conflict {
  /** From the body down, such as `['newCluster', 'networkProfile', 'podCidr']`. */
  path: string[];
  /** Completes a sentence that begins with the path: `must be …`. */
  message: string;
}

/** The conflict where `wrong` holds, as a list. */
export function conflictIf(wrong: boolean, path: string, message: string): Conflict[] {
  return wrong ? [{ path: path.split('.'), message }] : [];
}
