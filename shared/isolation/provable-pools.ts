import { isKataRuntime } from './kata.ts';

/**
 * The pool name in verdicts for nodes that belong to no agent pool, because node auto-provisioning (Karpenter) created
 * them.
 */
export const unpooled = '(no agent pool)';

/** Why no pod can run in a cluster or pool now. Then there is nothing to prove and nothing to alert about. */
export type Unprovable = 'stopped' | 'empty' | 'creating' | 'deleting';

interface Resource {
  /** ARM's free text, in any case. */
  provisioningState: string;
  powerState: string;
}

interface Pool extends Resource {
  name: string;
  workloadRuntime: string;
  /** Number of nodes; null when ARM does not say. */
  count: number | null;
  nodeImageVersion: string | null;
}

/** The facts about a cluster that decide which of its pools can be proven. */
export interface ClusterWithPools extends Resource {
  nodeAutoProvisioning: boolean;
  /** Null when ARM does not tell. */
  pools: readonly Pool[] | null;
}

/** A Kata pool that can be proven now. */
export interface ProvablePool {
  poolName: string;
  /** Null when ARM does not say, and always for nodes that node auto-provisioning created. */
  nodeImageVersion: string | null;
}

/** Why nothing in a cluster can be proven now; null when something can. */
export function whyClusterUnprovable(cluster: Resource): Unprovable | null {
  const state = cluster.provisioningState.toLowerCase();
  if (state === 'creating' || state === 'deleting') return state;
  return cluster.powerState === 'Stopped' ? 'stopped' : null;
}

/** The same for a pool of a running cluster. A pool whose number of nodes is unknown does not count as empty. */
export function whyPoolUnprovable(pool: Resource & { count: number | null }): Unprovable | null {
  return whyClusterUnprovable(pool) ?? (pool.count === 0 ? 'empty' : null);
}

/**
 * Selects the Kata pools of a cluster that can be proven now. Where node auto-provisioning is on, one more entry stands
 * for the nodes that belong to no pool.
 */
export function selectProvablePools(cluster: ClusterWithPools): ProvablePool[] {
  if (whyClusterUnprovable(cluster) || !cluster.pools) return [];
  const pools = cluster.pools
    .filter((pool) => isKataRuntime(pool.workloadRuntime) && whyPoolUnprovable(pool) === null)
    .map(({ name, nodeImageVersion }) => ({ poolName: name, nodeImageVersion }));
  return cluster.nodeAutoProvisioning ? [...pools, { poolName: unpooled, nodeImageVersion: null }] : pools;
}

/**
 * Names, in small letters, under which a cluster's pools may be remembered; a posture of any other name is of the past.
 * None for a cluster that is gone (null); null when ARM does not tell its pools, which is not the same as none.
 */
export function poolNamesOf(
  cluster: { nodeAutoProvisioning: boolean; pools: readonly { name: string }[] | null } | null,
): string[] | null {
  if (!cluster) return [];
  const names = cluster.pools?.map(({ name }) => name.toLowerCase()) ?? null;
  return names && cluster.nodeAutoProvisioning ? [...names, unpooled] : names;
}
