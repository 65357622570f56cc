/**
 * The seams inside the emulator: what its Azure half asks of its Kubernetes half, and who may call whom.
 * Durations are emulated milliseconds; each server divides them by its `speed`.
 */

/** A node pool as Azure describes it to the cluster that it belongs to. */
export interface NodePool {
  name: string;
  count: number;
  vmSize: string;
  /** vCPUs and memory of the size, for allocatable and scheduling. */
  vcpus: number;
  memoryMiB: number;
  mode: 'System' | 'User';
  osSku: string;
  /** Workload runtime KataVmIsolation: nodes get the Kata label, handlers and the katagen2 image. */
  kata: boolean;
  nodeImageVersion: string;
  orchestratorVersion: string;
  taints: string[];
  labels: Record<string, string>;
}

export interface ClusterEndpoint {
  /** https URL of the API server, as the kubeconfig names it. */
  server: string;
  /** Base64 of the PEM certificate authority, as the kubeconfig holds it. */
  certificateAuthorityData: string;
}

/** The clusters' Kubernetes half. Azure's half calls it when resources come and go. */
export interface KubernetesClusters {
  startCluster(cluster: { id: string; name: string; kubernetesVersion: string }): Promise<ClusterEndpoint>;
  stopCluster(clusterId: string): Promise<void>;
  /** Adds, scales or re-images; nodes register at once and become Ready after their boot time. Resolves at once. */
  setNodePool(clusterId: string, pool: NodePool): void;
  removeNodePool(clusterId: string, poolName: string): void;
}

/** Issues and checks the bearer tokens of every emulated service. Tokens are real JWTs, signed with a key of this process. */
export interface TokenAuthority {
  /** `audience` as a resource or scope names it, e.g. `https://management.azure.com` or the AKS server app's GUID. */
  issueToken(audience: string, lifetimeSeconds: number): Promise<{ token: string; expiresOnSeconds: number }>;
  /** The claims when the token is ours, unexpired and for that audience; otherwise why not. */
  checkToken(
    token: string | undefined,
    audience: string,
  ): Promise<{ ok: true; objectId: string } | { ok: false; reason: 'missing' | 'malformed' | 'audience' | 'expired' }>;
}

/** Application id of the AKS Entra server app: the audience of every cluster token. */
export const aksServerAppId = '6dae42f8-4368-4678-94ff-3960e28e3630';
