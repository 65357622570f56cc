/**
 * The seam between the emulator's Azure half and its Kubernetes half: what the first asks of the second.
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
