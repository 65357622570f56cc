import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';

/** What `ensurePool` found or did. */
export type CreatePoolOutcome =
  /** AKS has accepted the PUT, now or in an earlier try of the same run (the pool carries this run's tag). */
  | { outcome: 'created' }
  /** Somebody else's pool of that name is what was asked for. The run uses it and never removes it. */
  | { outcome: 'existing-matches' }
  /** A pool of that name differs from what was asked for; `differences` says how. Nothing was changed. */
  | { outcome: 'existing-differs'; differences: string[] };

/** One page of a list of clusters. */
export interface ClusterPage {
  clusters: ClusterFacts[];
  /** Opaque; null after the last page. It holds no secret, so it may be stored. */
  continuation: string | null;
}

/** Azure Resource Manager, `Microsoft.ContainerService`. Every method throws coded errors. */
export interface ManagedClusters {
  /** One GET. Null when ARM says that the cluster, or its resource group, does not exist. */
  readCluster(cluster: ClusterReference): Promise<{ cluster: ClusterFacts | null }>;
  /** One GET. Null when the pool does not exist. */
  readPool(cluster: ClusterReference, poolName: string): Promise<{ pool: PoolFacts | null }>;
  /**
   * Reads the cluster, completes the pool with what follows from it (`completePool`), and sends a PUT with
   * `If-None-Match: *` and the run's tag. Does not wait until the operation ends. Idempotent for one run. Throws
   * OperationNotAllowed while a pool of that name is being deleted, and KubernetesVersionNotSupported.
   */
  ensurePool(cluster: ClusterReference, spec: PoolSpec, runId: string): Promise<CreatePoolOutcome>;
  /**
   * Sends a DELETE only if the pool still carries this run's tag (checked under If-Match). Does not wait until the
   * operation ends. Idempotent: `removing` while AKS deletes the pool, `absent` afterwards.
   */
  removePool(
    cluster: ClusterReference,
    poolName: string,
    runId: string,
  ): Promise<{ state: 'absent' | 'removing' | 'not-ours' }>;
  /**
   * Reads the pool and sends it back without the taint of quarantine, and otherwise unchanged, if it is still the one of
   * this eTag (If-Match). Throws PreconditionFailed when it is not, and NodePoolDoesNotRoundTrip when the PUT would lose a
   * field. Does not wait until the operation ends.
   */
  liftQuarantine(
    cluster: ClusterReference,
    poolName: string,
    eTag: string | null,
  ): Promise<{ state: 'requested' | 'absent' }>;
  /**
   * Reads the cluster and sends it back unchanged (If-Match), as `az aks update` without arguments does. Throws
   * ClusterDoesNotRoundTrip when the PUT would lose a field.
   */
  reconcileCluster(cluster: ClusterReference): Promise<{ state: 'accepted' }>;
  /**
   * Lists one page of the clusters of a subscription, or of one of its resource groups, with one call. A group that
   * does not exist has no clusters. `continuation` is null for the first page and otherwise the one that the previous
   * page gave. Throws InvalidContinuation.
   */
  listClusterPage(page: {
    subscriptionId: string;
    resourceGroup: string | null;
    continuation: string | null;
  }): Promise<ClusterPage>;
}

/**
 * By which of its names an API server is called: the only one of a cluster that everybody reaches, the private one of a
 * private cluster, or the public one beside that. `unknown` where the public name was asked for without looking at both,
 * and `kubeconfig` where a person's own kubeconfig names it.
 */
export type ClusterReach = 'public' | 'private-name' | 'public-name-of-private' | 'unknown' | 'kubeconfig';

/** How to call a cluster's API server. It gives bearer tokens and keys, so it never leaves the adapters. */
export interface ClusterConnection {
  /** https URL. */
  server: string;
  /** `unknown` when left out. It only explains why nobody answers. */
  reach?: ClusterReach;
  /** Base64 of PEM certificates. */
  certificateAuthorityData: string;
  /** The name that the server's certificate is for, where that is not the one in `server`. */
  tlsServerName?: string;
  /** The proxy on the way to the server. */
  proxyUrl?: string;
  /** Base64 of PEM. Only a kubeconfig of somebody's own has one. */
  clientCertificate?: { certificateData: string; keyData: string };
  /**
   * A valid bearer token for the AKS server application (or of the local account, where there is no Entra ID). Null where
   * the client certificate is all.
   */
  readToken(): Promise<string | null>;
}

/** The only thing that the Kubernetes adapter needs from Azure. Throws coded errors. */
export interface ClusterConnections {
  openConnection(cluster: ClusterReference): Promise<ClusterConnection>;
}
