import type { KubernetesFaults } from '../../../../scenarios/scenario.ts';
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
  /** Whether the Kubernetes API should have the pool's nodes. */
  nodesRegistered: boolean;
}

/** The write that is in progress on a cluster. AKS allows one write at a time. */
export interface PendingWrite {
  operation: Operation;
  /** `background` is an operation that the platform itself has started. */
  scope: 'cluster' | 'agentpool' | 'background';
  /** The pool's name when the scope is `agentpool`, otherwise null. */
  poolName: string | null;
  /** For example `Creating`, `Updating` or `Deleting`. */
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
  /** The properties that the client asked for, with AKS's defaults. Pools are in `pools`. */
  properties: ManagedClusterProperties;
  /** The full version of the control plane. */
  currentKubernetesVersion: string;
  /** Eight hexadecimal digits that make the cluster's host names unique. */
  hostId: string;
  provisioningState: string;
  /** Why the last write failed; null when it did not. */
  provisioningError: OperationError | null;
  /** Absent while it runs. */
  powerState?: 'Stopped';
  eTag: string;
  pools: AgentPool[];
  pendingWrite: PendingWrite | null;
  createdAtMs: number;
  /** Whether the public name of its API server leads to it from here. */
  wayIn: boolean;
  /** What goes wrong in it, where that is something else than in the others. */
  kubernetesFaults?: KubernetesFaults;
}

/**
 * Returns the id that names the cluster inside the emulator. It is in lower case, because clients spell ARM ids in
 * several ways.
 */
export function clusterKey(cluster: { subscriptionId: string; resourceGroup: string; name: string }): string {
  return `/subscriptions/${cluster.subscriptionId}/resourceGroups/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster.name}`.toLowerCase();
}

/** Finds a pool by its name in any case; null when the cluster does not have it. */
export function findPool(cluster: ManagedCluster, name: string): AgentPool | null {
  return cluster.pools.find((pool) => pool.name.toLowerCase() === name.toLowerCase()) ?? null;
}

/** Returns the vCPUs that the nodes of the clusters use, one entry for each pool. */
export function vcpuUses(clusters: Iterable<ManagedCluster>): VcpuUse[] {
  return [...clusters].flatMap((cluster) =>
    cluster.pools.map(({ settings }) => {
      const size = findVmSize(settings.vmSize);
      return { location: cluster.location, family: size?.family ?? '', vcpus: settings.count * (size?.vcpus ?? 0) };
    }),
  );
}
