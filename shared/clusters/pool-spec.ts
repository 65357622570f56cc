import type { PoolOptions } from './pool-options.ts';

/** How AKS upgrades the nodes of a pool, with ARM's names. What is left out is AKS's default. */
export interface PoolUpgradeSettings {
  /** A number or a percentage of nodes, such as `1` or `33%`. */
  maxSurge?: string | undefined;
  /** A number or a percentage of nodes. */
  maxUnavailable?: string | undefined;
  drainTimeoutInMinutes?: number | undefined;
  nodeSoakDurationInMinutes?: number | undefined;
  undrainableNodeBehavior?: string | undefined;
}

/**
 * Where and how the nodes of a pool run, with ARM's names. A new pool takes from the cluster's first System pool what is
 * left out here, as far as that fits (`completePool`).
 */
export interface PoolPlacement {
  /** ARM id of the subnet of the nodes. */
  vnetSubnetID?: string | undefined;
  /** ARM id of the subnet of the pods. */
  podSubnetID?: string | undefined;
  podIPAllocationMode?: string | undefined;
  /** Pods on one node. */
  maxPods?: number | undefined;
  osDiskType?: string | undefined;
  enableEncryptionAtHost?: boolean | undefined;
  upgradeSettings?: PoolUpgradeSettings | undefined;
}

/** The pool that a caller wants. Everything else is AKS's default or follows from Kata. */
export interface PoolSpec extends PoolPlacement, PoolOptions {
  /** `^[a-z][a-z0-9]{0,11}$` */
  name: string;
  vmSize: string;
  /** Nodes. */
  count: number;
  /** `key=value:Effect` */
  nodeTaints: string[];
  nodeLabels: Record<string, string>;
  /** Availability zones, e.g. ['1', '2']; empty for none. */
  zones: string[];
  tags: Record<string, string>;
  /** Left out for the one that follows from the cluster's version. */
  osSKU?: 'AzureLinux' | 'AzureLinux3' | undefined;
  /** The pool is born with a taint that keeps everything off until it is proven (`quarantineTaint`). */
  quarantine?: boolean | undefined;
}
