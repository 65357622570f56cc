import type { VcpuUse } from '../../compute/vcpu-quota.ts';
import { findVmSize } from '../../compute/vm-sizes.ts';
import type { Operation, OperationError } from '../../operations/create-operations.ts';
import type { AgentPoolSettings } from './build-agent-pool.ts';
import type { ManagedClusterProperties } from './managed-cluster-schema.ts';

export interface AgentPool {
  name: string;
  settings: AgentPoolSettings;
  provisioningState: string;
  provisioningError: OperationError | null;
  eTag: string;
  /** Whether its nodes should be in the cluster. */
  nodesRegistered: boolean;
}

/** The write that holds a cluster; AKS allows one at a time. */
export interface PendingWrite {
  operation: Operation;
  /** `background` is the platform's own. */
  scope: 'cluster' | 'agentpool' | 'background';
  /** The pool's name, with scope `agentpool`. */
  poolName: string | null;
  /** `Creating`, `Updating`, `Deleting` … */
  verb: string;
}

export interface ManagedCluster {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  sku: unknown;
  identity: unknown;
  /** As asked for, with AKS's defaults; pools are apart. */
  properties: ManagedClusterProperties;
  /** Full version of the control plane. */
  currentKubernetesVersion: string;
  /** Eight hexadecimal digits that make its host names unique. */
  hostId: string;
  provisioningState: string;
  eTag: string;
  pools: AgentPool[];
  pendingWrite: PendingWrite | null;
  createdAtMs: number;
}

/** The id that names the cluster inside the emulator; ARM ids are spelled in several ways. */
export function clusterKey(cluster: { subscriptionId: string; resourceGroup: string; name: string }): string {
  return `/subscriptions/${cluster.subscriptionId}/resourceGroups/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster.name}`.toLowerCase();
}

export function findPool(cluster: ManagedCluster, name: string): AgentPool | null {
  return cluster.pools.find((pool) => pool.name.toLowerCase() === name.toLowerCase()) ?? null;
}

/** vCPUs that the nodes of clusters take. */
export function vcpuUses(clusters: Iterable<ManagedCluster>): VcpuUse[] {
  return [...clusters].flatMap((cluster) =>
    cluster.pools.map(({ settings }) => {
      const size = findVmSize(settings.vmSize);
      return { location: cluster.location, family: size?.family ?? '', vcpus: settings.count * (size?.vcpus ?? 0) };
    }),
  );
}
