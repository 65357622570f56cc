import { findPool } from '../clusters/find-pool.ts';
import { isKataRuntime } from './kata.ts';

/**
 * The pool name in verdicts for nodes that belong to no agent pool, because node auto-provisioning (Karpenter) created
 * them.
 */
export const unpooled = '(no agent pool)';

/** Whether a text is a name under which verdicts file nodes: that of a Linux pool in any case, or `unpooled`. */
export function isPoolPlace(text: string): boolean {
  return text === unpooled || /^[a-z][a-z0-9]{0,11}$/i.test(text);
}

/** The name under which verdicts file a node: its pool's, or `unpooled`. */
export function placeOf(node: { poolName: string | null }): string {
  return node.poolName ?? unpooled;
}

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
  /** Null when ARM does not say. */
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
 * Why nothing can be proven now in the pool of that name of a running cluster; null when something can, and when ARM
 * does not say which pools exist.
 */
export function whyPoolOfClusterUnprovable(
  { pools }: ClusterWithPools,
  poolName: string,
): Unprovable | 'absent' | null {
  if (!pools) return null;
  const pool = findPool(pools, poolName);
  return pool ? whyPoolUnprovable(pool) : 'absent';
}

/**
 * Whether no operation on a pool is under way. Provisioning states are free text: any other state counts as "in
 * progress".
 */
export function isAtRest({ provisioningState }: Pick<Resource, 'provisioningState'>): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(provisioningState.toLowerCase());
}

/** Each text completes the sentence "Node pool x …" or "The cluster …". */
export const unprovableInWords: Record<Unprovable | 'absent', string> = {
  stopped: 'is stopped: no pod runs there. Start it and try again',
  empty: 'has no nodes. Scale it up and try again',
  creating: 'is still being made. Try again when that has ended',
  deleting: 'is being deleted',
  absent: 'does not exist any more',
};

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
 * Lower-case names that postures of this cluster may have. A posture with another name belongs to a pool that no longer
 * exists. Empty for a cluster that does not exist (null). Null when ARM does not say which pools exist, which does not
 * mean that there are none.
 */
export function poolNamesOf(
  cluster: { nodeAutoProvisioning: boolean; pools: readonly { name: string }[] | null } | null,
): string[] | null {
  if (!cluster) return [];
  const names = cluster.pools?.map(({ name }) => name.toLowerCase()) ?? null;
  return names && cluster.nodeAutoProvisioning ? [...names, unpooled] : names;
}
