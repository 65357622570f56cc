import { isKataRuntime } from './kata.ts';

/** Where verdicts put nodes that no agent pool owns: those that node auto-provisioning (Karpenter) made. */
export const unpooled = '(no agent pool)';

/** Why no pod can run somewhere just now, so that there is nothing to prove and nothing to tell of. */
export type Unprovable = 'stopped' | 'empty' | 'creating' | 'deleting';

interface Resource {
  /** Free text of ARM, in any case. */
  provisioningState: string;
  powerState: string;
}

interface Pool extends Resource {
  name: string;
  workloadRuntime: string;
  /** Nodes; null when ARM does not tell. */
  count: number | null;
  nodeImageVersion: string | null;
}

export interface ClusterWithPools extends Resource {
  nodeAutoProvisioning: boolean;
  /** Null when ARM does not tell. */
  pools: readonly Pool[] | null;
}

/** A Kata pool that can be proven now. */
export interface ProvablePool {
  poolName: string;
  /** Null where nobody tells, as for nodes that node auto-provisioning made. */
  nodeImageVersion: string | null;
}

/** Why nothing of a cluster can be proven now; null when something speaks for it. */
export function whyClusterUnprovable(cluster: Resource): Unprovable | null {
  const state = cluster.provisioningState.toLowerCase();
  if (state === 'creating' || state === 'deleting') return state;
  return cluster.powerState === 'Stopped' ? 'stopped' : null;
}

/** The same for a pool of a cluster that runs. A count that ARM does not tell is no empty pool. */
export function whyPoolUnprovable(pool: Resource & { count: number | null }): Unprovable | null {
  return whyClusterUnprovable(pool) ?? (pool.count === 0 ? 'empty' : null);
}

/**
 * The Kata pools of a cluster that can be proven now, with a place for the nodes of no pool where node auto-provisioning
 * is on.
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
