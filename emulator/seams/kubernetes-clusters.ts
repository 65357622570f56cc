import type { KubernetesFaults } from '../scenarios/scenario.ts';
import type { ClusterCommand, CommandEnd } from './cluster-command.ts';
import type { ClusterRecord } from './cluster-record.ts';

/**
 * The interface between the emulated Azure and the emulated Kubernetes: what Azure needs from the clusters. Durations
 * are emulated milliseconds; each server divides them by its `speed`.
 */

/** A node pool, as Azure describes it to its cluster. */
export interface NodePool {
  name: string;
  count: number;
  vmSize: string;
  /** The vCPUs and the memory of the VM size. Allocatable resources and scheduling depend on them. */
  vcpus: number;
  memoryMiB: number;
  mode: 'System' | 'User';
  osSku: string;
  /**
   * True for the workload runtime KataVmIsolation. The nodes then have the Kata label, the Kata handlers and the
   * katagen2 image.
   */
  kata: boolean;
  nodeImageVersion: string;
  orchestratorVersion: string;
  taints: string[];
  labels: Record<string, string>;
}

export interface ClusterEndpoint {
  /** The https URL of the API server, as the kubeconfig has it. */
  server: string;
  /** The certificate authority as Base64 of its PEM text, as the kubeconfig has it. */
  certificateAuthorityData: string;
}

/**
 * The Kubernetes side of the clusters. The Azure side calls it when clusters and pools are created, changed or deleted.
 */
export interface KubernetesClusters {
  startCluster(cluster: {
    id: string;
    name: string;
    kubernetesVersion: string;
    /** Whether roles in Azure decide in the cluster (Azure RBAC for Kubernetes); false when absent. */
    azureRbac?: boolean;
    /** Whether the cluster takes the tokens of another Entra tenant, and none of ours; false when absent. */
    otherTenant?: boolean;
    /** What goes wrong in this cluster, instead of what goes wrong in all. */
    faults?: KubernetesFaults;
  }): Promise<ClusterEndpoint>;
  stopCluster(clusterId: string): Promise<void>;
  /**
   * Adds, scales or re-images the nodes of a pool. Returns at once: nodes register at once and become Ready after their
   * boot time.
   */
  setNodePool(clusterId: string, pool: NodePool): void;
  removeNodePool(clusterId: string, poolName: string): void;
  /** The cluster was updated: AKS installs anew what it keeps in every cluster. */
  reconcile(clusterId: string): void;
  /** Runs a command in a pod of the cluster. */
  runCommand(clusterId: string, command: ClusterCommand): Promise<CommandEnd>;
  /** What has happened in a running cluster so far. Throws for one that does not run. */
  recordOf(clusterId: string): ClusterRecord;
}
