import type { ClusterReference } from './cluster-reference.ts';

/** How a cluster's Kubernetes API is reached: over the network, or by commands that Azure runs in a pod there. */
export type Transport = 'kubernetes-api' | 'run-command';

/** A cluster, and how its Kubernetes API is reached. Where `transport` is absent, whoever calls finds it out. */
export interface ReachedCluster extends ClusterReference {
  transport?: Transport;
}

/** When commands may be run instead of calling the Kubernetes API (`KATAPROOF_RUN_COMMAND`). */
export type RunCommandPolicy = 'never' | 'when-unreachable';

/** What Azure tells of the way to an API server. */
export interface ApiServerAccess {
  privateCluster: boolean;
  /** Whether it lets only listed addresses in. */
  authorizedRanges: boolean;
  /** `apiServerAccessProfile.disableRunCommand`. */
  runCommandDisabled: boolean;
}
