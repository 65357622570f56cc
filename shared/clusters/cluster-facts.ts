/** A cluster as Azure Resource Manager describes it. */
export interface ClusterFacts {
  /** ARM id as the resource itself spells it. */
  id: string;
  location: string;
  /** ARM's free text: compare without regard to case, and treat an unknown value as "in progress". */
  provisioningState: string;
  powerState: 'Running' | 'Stopped' | 'Unknown';
  kubernetesVersion: string;
  privateCluster: boolean;
  localAccountsDisabled: boolean;
  /** Node auto-provisioning (Karpenter) is on: the cluster may have nodes, Kata nodes too, that belong to no pool. */
  nodeAutoProvisioning: boolean;
  tags: Record<string, string>;
  eTag: string | null;
  /** Every pool of the cluster, from the cluster resource itself: no further call. Null when ARM does not tell. */
  pools: PoolFacts[] | null;
}

/** A node pool, as its own resource or as part of its cluster. */
export interface PoolFacts {
  name: string;
  provisioningState: string;
  /** `status.provisioningError`, when the resource shows one. */
  provisioningError: { code: string; message: string } | null;
  powerState: 'Running' | 'Stopped' | 'Unknown';
  /** Number of nodes; null when ARM does not say, which does not mean zero. */
  count: number | null;
  /** One, or several where the pool is of type VirtualMachines; none when ARM does not tell. */
  vmSizes: string[];
  osSku: string;
  mode: string;
  workloadRuntime: string;
  nodeImageVersion: string | null;
  nodeTaints: string[];
  nodeLabels: Record<string, string>;
  /** Availability zones; empty for none. */
  zones: string[];
  tags: Record<string, string>;
  eTag: string | null;
}
