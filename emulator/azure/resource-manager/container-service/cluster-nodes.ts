import type { ClusterCommand, CommandEnd } from '../../../seams/cluster-command.ts';
import type { ClusterEndpoint, KubernetesClusters, NodePool } from '../../../seams/kubernetes-clusters.ts';
import { tenantId } from '../../identity/principals.ts';
import { findVmSize } from '../compute/vm-sizes.ts';
import { resolveRunningVersion } from './resources/kubernetes-versions.ts';
import { type AgentPool, clusterKey, type ManagedCluster } from './resources/managed-cluster.ts';
import { nodeImageVersion } from './resources/node-image.ts';

/** Keeps the nodes in the Kubernetes API of each cluster equal to the pools in its ARM resource. */
export interface ClusterNodes {
  /** Returns the API server. The first call starts it, with the nodes of every registered pool. */
  open(cluster: ManagedCluster): Promise<ClusterEndpoint>;
  /** Creates the pool's nodes, or changes existing nodes to match the pool. */
  register(cluster: ManagedCluster, pool: AgentPool): void;
  unregister(cluster: ManagedCluster, pool: AgentPool): void;
  /** Has AKS install anew what it keeps in every cluster. */
  reconcile(cluster: ManagedCluster): void;
  /** Runs a command in a pod of the cluster. */
  runCommand(cluster: ManagedCluster, command: ClusterCommand): Promise<CommandEnd>;
  close(cluster: ManagedCluster): void;
}

/**
 * Creates the link from ARM's clusters to the Kubernetes side. An error while it changes nodes is written to stderr,
 * because the ARM operation does not wait for the nodes.
 */
export function createClusterNodes(kubernetes: KubernetesClusters): ClusterNodes {
  const endpoints = new Map<string, Promise<ClusterEndpoint>>();
  const start = async (cluster: ManagedCluster) => {
    const id = clusterKey(cluster);
    const endpoint = await kubernetes.startCluster({
      id,
      name: cluster.name,
      kubernetesVersion: cluster.currentKubernetesVersion,
      otherTenant: (cluster.properties.aadProfile?.tenantID ?? tenantId) !== tenantId,
      azureRbac: cluster.properties.aadProfile?.enableAzureRBAC === true,
      ...(cluster.kubernetesFaults && { faults: cluster.kubernetesFaults }),
    });
    for (const pool of cluster.pools) if (pool.nodesRegistered) kubernetes.setNodePool(id, toNodePool(pool));
    return endpoint;
  };
  /**
   * Calls `act` as soon as the API server runs, if it was started at all. A cluster whose API server was never started
   * gets its pools at its start.
   */
  const whenOpen = (cluster: ManagedCluster, act: (id: string) => void | Promise<void>) => {
    const id = clusterKey(cluster);
    endpoints
      .get(id)
      ?.then(() => act(id))
      .catch((error: unknown) => process.stderr.write(`emulator: cluster ${cluster.name}: ${String(error)}\n`));
  };
  const open = (cluster: ManagedCluster) => {
    const id = clusterKey(cluster);
    const endpoint = endpoints.get(id) ?? start(cluster);
    endpoints.set(id, endpoint);
    return endpoint;
  };
  return {
    open,
    async runCommand(cluster, command) {
      await open(cluster);
      return kubernetes.runCommand(clusterKey(cluster), command);
    },
    register(cluster, pool) {
      pool.nodesRegistered = true;
      whenOpen(cluster, (id) => kubernetes.setNodePool(id, toNodePool(pool)));
    },
    unregister(cluster, pool) {
      pool.nodesRegistered = false;
      whenOpen(cluster, (id) => kubernetes.removeNodePool(id, pool.name));
    },
    reconcile(cluster) {
      whenOpen(cluster, (id) => kubernetes.reconcile(id));
    },
    close(cluster) {
      whenOpen(cluster, (id) => kubernetes.stopCluster(id));
      endpoints.delete(clusterKey(cluster));
    },
  };
}

/** Throws when the size is unknown. Validation has already refused such a pool, so this is a bug of the emulator. */
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
    orchestratorVersion: resolveRunningVersion(settings.orchestratorVersion) ?? settings.orchestratorVersion,
    taints: settings.nodeTaints ?? [],
    labels: settings.nodeLabels ?? {},
  };
}
