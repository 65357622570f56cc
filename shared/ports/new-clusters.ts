import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSight } from '../clusters/judge-cluster-creation.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';

/** What is at the name that a new cluster is to have. */
export type ClusterPlace = 'free' | 'taken' | 'no-resource-group';

/**
 * Clusters that runs make and remove, through Azure Resource Manager. None of these calls waits for an operation to end.
 * Every method throws coded errors.
 */
export interface NewClusters {
  /** One GET. Throws ClusterNotFound when there is no such subscription. */
  readPlace(cluster: ClusterReference): Promise<{ place: ClusterPlace }>;
  /** One GET. */
  readNewCluster(cluster: ClusterReference, runId: string): Promise<NewClusterSight>;
  /**
   * Sends a PUT with `If-None-Match: *` and the run's tag: the cluster with its System pool. Idempotent for one run:
   * `created` when AKS has accepted the PUT, now or in an earlier try; `taken` when somebody else's cluster has the name,
   * of which nothing was changed. Throws ResourceGroupNotFound, and OperationNotAllowed while a cluster of that name is
   * being deleted.
   */
  ensureCluster(
    cluster: ClusterReference,
    spec: NewClusterSpec,
    runId: string,
  ): Promise<{ outcome: 'created' | 'taken' }>;
  /**
   * Sends a DELETE only if the cluster still carries this run's tag, under If-Match, so that what somebody else has made
   * or changed meanwhile is never deleted. Idempotent: `removing` while AKS deletes the cluster, `absent` afterwards.
   * Throws NotOurs for a cluster of ours without an eTag, which cannot be deleted safely.
   */
  removeCluster(cluster: ClusterReference, runId: string): Promise<{ state: 'absent' | 'removing' | 'not-ours' }>;
}
