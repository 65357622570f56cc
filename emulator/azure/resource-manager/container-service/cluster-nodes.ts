import type { ClusterEndpoint, KubernetesClusters, NodePool } from '../../../seams/kubernetes-clusters.ts';
import { findVmSize } from '../compute/vm-sizes.ts';
import { resolveKubernetesVersion } from './resources/kubernetes-versions.ts';
import { type AgentPool, clusterKey, type ManagedCluster } from './resources/managed-cluster.ts';
import { nodeImageVersion } from './resources/node-image.ts';

/** Keeps the Kubernetes half of each cluster in step with its ARM half. */
export interface ClusterNodes {
  /** The API server, started on first use, with the nodes of every registered pool. */
  open(cluster: ManagedCluster): Promise<ClusterEndpoint>;
  /** The pool's nodes are there from now on, or are changed to what the pool says. */
  register(cluster: ManagedCluster, pool: AgentPool): void;
  unregister(cluster: ManagedCluster, pool: AgentPool): void;
  close(cluster: ManagedCluster): void;
}

export function createClusterNodes(kubernetes: KubernetesClusters): ClusterNodes {
  const endpoints = new Map<string, Promise<ClusterEndpoint>>();
  const start = async (cluster: ManagedCluster) => {
    const id = clusterKey(cluster);
    const endpoint = await kubernetes.startCluster({
      id,
      name: cluster.name,
      kubernetesVersion: cluster.currentKubernetesVersion,
    });
    for (const pool of cluster.pools) if (pool.nodesRegistered) kubernetes.setNodePool(id, toNodePool(pool));
    return endpoint;
  };
  /** Calls `act` once the cluster runs; a cluster that was never asked for learns of its pools when it starts. */
  const whenOpen = (cluster: ManagedCluster, act: (id: string) => void | Promise<void>) => {
    const id = clusterKey(cluster);
    endpoints
      .get(id)
      ?.then(() => act(id))
      .catch((error: unknown) => process.stderr.write(`emulator: cluster ${cluster.name}: ${String(error)}\n`));
  };
  return {
    open(cluster) {
      const id = clusterKey(cluster);
      const endpoint = endpoints.get(id) ?? start(cluster);
      endpoints.set(id, endpoint);
      return endpoint;
    },
    register(cluster, pool) {
      pool.nodesRegistered = true;
      whenOpen(cluster, (id) => kubernetes.setNodePool(id, toNodePool(pool)));
    },
    unregister(cluster, pool) {
      pool.nodesRegistered = false;
      whenOpen(cluster, (id) => kubernetes.removeNodePool(id, pool.name));
    },
    close(cluster) {
      whenOpen(cluster, (id) => kubernetes.stopCluster(id));
      endpoints.delete(clusterKey(cluster));
    },
  };
}

/** Throws when the size is unknown; validation has refused such a pool before. */
function toNodePool({ name, settings }: AgentPool): NodePool {
  const size = findVmSize(settings.vmSize);
  if (!size) throw new Error(`Pool ${name} has the unknown size ${settings.vmSize}.`);
  return {
    name,
    count: settings.count,
    vmSize: size.name,
    vcpus: size.vcpus,
    memoryMiB: size.memoryGiB * 1024,
    mode: settings.mode === 'System' ? 'System' : 'User',
    osSku: settings.osSKU,
    kata: settings.workloadRuntime === 'KataVmIsolation',
    nodeImageVersion: nodeImageVersion(settings, size),
    orchestratorVersion: resolveKubernetesVersion(settings.orchestratorVersion) ?? settings.orchestratorVersion,
    taints: settings.nodeTaints ?? [],
    labels: settings.nodeLabels ?? {},
  };
}
