import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';

export type CreatePoolOutcome =
  /** The PUT was accepted now, or an earlier, forgotten try of this very run (same run tag) had been. */
  | { outcome: 'created' }
  /** A pool of that name, made by somebody else, is what was asked for. It is used and never removed. */
  | { outcome: 'existing-matches' }
  /** A pool of that name differs from what was asked for; `differences` says how. Nothing was changed. */
  | { outcome: 'existing-differs'; differences: string[] };

export interface ClusterPage {
  clusters: ClusterFacts[];
  /** Opaque; holds no secret, so that it may be written down. */
  continuation: string | null;
}

/** Azure Resource Manager, `Microsoft.ContainerService`. Throws coded errors. */
export interface ManagedClusters {
  /** One GET. `null` when ARM says that the cluster (or its group) does not exist. */
  readCluster(cluster: ClusterReference): Promise<{ cluster: ClusterFacts | null }>;
  /** One GET. `null` when the pool does not exist. */
  readPool(cluster: ClusterReference, poolName: string): Promise<{ pool: PoolFacts | null }>;
  /** PUT with `If-None-Match: *`, tagged with the run. Never waits for the operation to end. Idempotent per run. */
  ensurePool(cluster: ClusterReference, spec: PoolSpec, runId: string): Promise<CreatePoolOutcome>;
  /**
   * DELETE, only if the pool still carries this run's tag (checked under If-Match). Never waits for the operation.
   * Idempotent: `absent` once it is gone, `removing` while it goes.
   */
  removePool(
    cluster: ClusterReference,
    poolName: string,
    runId: string,
  ): Promise<{ state: 'absent' | 'removing' | 'not-ours' }>;
  /** GET, then PUT of the cluster as it is (If-Match): what `az aks update` without arguments does. */
  reconcileCluster(cluster: ClusterReference): Promise<{ state: 'accepted' }>;
  /**
   * One page of the clusters of a subscription or of one of its resource groups, by one call. A group that does not exist
   * has none. `continuation`: null for the first page, afterwards what the page before gave; null again after the last.
   */
  listClusterPage(page: {
    subscriptionId: string;
    resourceGroup: string | null;
    continuation: string | null;
  }): Promise<ClusterPage>;
}

/** How to speak to a cluster's API server. Holds a bearer token: it never leaves the adapters. */
export interface ClusterConnection {
  /** https URL. */
  server: string;
  certificateAuthorityData: string;
  /** A fresh bearer token for the AKS server application (or of the local account, where there is no Entra). */
  readToken(): Promise<string>;
}

/** The one thing that the Kubernetes adapter needs of Azure. Throws coded errors. */
export interface ClusterConnections {
  openConnection(cluster: ClusterReference): Promise<ClusterConnection>;
}
