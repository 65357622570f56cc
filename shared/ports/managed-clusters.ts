import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Outcome } from './outcome.ts';

export interface ClusterFacts {
  /** ARM id as the resource itself spells it. */
  id: string;
  location: string;
  /** Free text; compare case-insensitively and take the unknown for "in progress". */
  provisioningState: string;
  powerState: 'Running' | 'Stopped' | 'Unknown';
  kubernetesVersion: string;
  privateCluster: boolean;
  localAccountsDisabled: boolean;
  /** Node auto-provisioning (Karpenter): nodes, Kata nodes too, that no pool has. */
  nodeAutoProvisioning: boolean;
  tags: Record<string, string>;
  eTag: string | null;
  /** Every pool of the cluster, from the cluster resource itself: no further call. */
  pools: PoolFacts[];
}

export interface PoolFacts {
  name: string;
  provisioningState: string;
  /** `status.provisioningError`, when the resource shows one. */
  provisioningError: { code: string; message: string } | null;
  powerState: 'Running' | 'Stopped' | 'Unknown';
  count: number;
  vmSize: string;
  osSku: string;
  mode: string;
  workloadRuntime: string;
  nodeImageVersion: string | null;
  nodeTaints: string[];
  tags: Record<string, string>;
  eTag: string | null;
}

/** The pool that a caller wants. Everything else is AKS's default or follows from Kata. */
export interface PoolSpec {
  /** `^[a-z][a-z0-9]{0,11}$` */
  name: string;
  vmSize: string;
  /** Nodes. */
  count: number;
  /** `key=value:Effect` */
  nodeTaints: string[];
  nodeLabels: Record<string, string>;
  /** Availability zones, e.g. ['1', '2']; empty for none. */
  zones: string[];
  tags: Record<string, string>;
}

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

/** Azure Resource Manager, `Microsoft.ContainerService`. Every failure is a value (see Failure). */
export interface ManagedClusters {
  /** One GET. `null` when ARM says that the cluster (or its group) does not exist. */
  readCluster(cluster: ClusterReference): Promise<Outcome<{ cluster: ClusterFacts | null }>>;
  /** One GET. `null` when the pool does not exist. */
  readPool(cluster: ClusterReference, poolName: string): Promise<Outcome<{ pool: PoolFacts | null }>>;
  /** PUT with `If-None-Match: *`, tagged with the run. Never waits for the operation to end. Idempotent per run. */
  ensurePool(cluster: ClusterReference, spec: PoolSpec, runId: string): Promise<Outcome<CreatePoolOutcome>>;
  /**
   * DELETE, only if the pool still carries this run's tag (checked under If-Match). Never waits for the operation.
   * Idempotent: `absent` once it is gone, `removing` while it goes.
   */
  removePool(
    cluster: ClusterReference,
    poolName: string,
    runId: string,
  ): Promise<Outcome<{ state: 'absent' | 'removing' | 'not-ours' }>>;
  /** GET, then PUT of the cluster as it is (If-Match): what `az aks update` without arguments does. */
  reconcileCluster(cluster: ClusterReference): Promise<Outcome<{ state: 'accepted' }>>;
  /**
   * One page of the clusters of a subscription or of one of its resource groups, by one call. A group that does not exist
   * has none. `continuation`: null for the first page, afterwards what the page before gave; null again after the last.
   */
  listClusterPage(page: {
    subscriptionId: string;
    resourceGroup: string | null;
    continuation: string | null;
  }): Promise<Outcome<ClusterPage>>;
}

/** How to speak to a cluster's API server. Holds a bearer token: it never leaves the adapters. */
export interface ClusterConnection {
  /** https URL. */
  server: string;
  certificateAuthorityData: string;
  /** A fresh bearer token for the AKS server application (or of the local account, where there is no Entra). */
  readToken(): Promise<string>;
}

/** The one thing that the Kubernetes adapter needs of Azure. Throws a coded error of shared/errors.ts. */
export interface ClusterConnections {
  openConnection(cluster: ClusterReference): Promise<ClusterConnection>;
}
