import type { PoolOptions } from './pool-options.ts';
import type { PoolPlacement } from './pool-spec.ts';

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
  /** `KubernetesOfficial` or `AKSLongTermSupport`. */
  supportPlan?: string;
  /** How its pods get addresses, by ARM's names, such as `azure` and `overlay`. */
  network?: { plugin: string | null; mode: string | null };
  /** Who reaches its API server. */
  apiServer?: {
    /** In CIDR notation; empty for everybody, or nobody but the private network. */
    authorizedRanges: string[];
    runCommandDisabled: boolean;
  };
  tags: Record<string, string>;
  eTag: string | null;
  /**
   * Every pool of the cluster. The cluster resource contains them, so no further call is needed. Null when ARM does not
   * say.
   */
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
  /** One size, or several when the pool is of type VirtualMachines; empty when ARM does not say. */
  vmSizes: string[];
  osSku: string;
  mode: string;
  workloadRuntime: string;
  /** The version of Kubernetes that the nodes run; null when ARM does not say. */
  kubernetesVersion: string | null;
  /** Only what ARM says. */
  placement: PoolPlacement;
  /** Only what ARM says. */
  options?: PoolOptions;
  /** What no Kata pool can have. */
  features?: { fips: boolean; trustedLaunch: boolean; artifactStreaming: boolean };
  nodeImageVersion: string | null;
  nodeTaints: string[];
  nodeLabels: Record<string, string>;
  /** Availability zones; empty for none. */
  zones: string[];
  tags: Record<string, string>;
  eTag: string | null;
}
