import { isKataRuntime, unpooled } from '../isolation/kata-pools.ts';
import type { PoolToProve } from './list-due-pools.ts';

/** Which clusters belong to the fleet: those with the tag and, when a value is given, that value. */
export interface TagFilter {
  name: string;
  value: string | null;
}

interface ClusterToSelect {
  provisioningState: string;
  powerState: string;
  tags: Record<string, string>;
  nodeAutoProvisioning: boolean;
  pools: readonly {
    name: string;
    workloadRuntime: string;
    powerState: string;
    provisioningState: string;
    count: number;
    nodeImageVersion: string | null;
  }[];
}

/** Whether a cluster is in the fleet. Azure compares the names of tags without regard to case, and values with. */
export function isSelected(cluster: Pick<ClusterToSelect, 'tags'>, tag: TagFilter | null): boolean {
  if (!tag) return true;
  const found = Object.entries(cluster.tags).find(([name]) => name.toLowerCase() === tag.name.toLowerCase());
  return found !== undefined && (tag.value === null || found[1] === tag.value);
}

/**
 * The pools of a cluster that can be proven now, with a place for the nodes of no pool where node auto-provisioning is
 * on. A cluster, or a pool, that is stopped, empty, being made or being deleted runs no pod: there is nothing to prove.
 */
export function listPoolsToProve(cluster: ClusterToSelect): PoolToProve[] {
  if (!isRunning(cluster)) return [];
  const pools = cluster.pools
    .filter((pool) => isKataRuntime(pool.workloadRuntime) && pool.count > 0 && isRunning(pool))
    .map(({ name, nodeImageVersion }) => ({ poolName: name, nodeImageVersion }));
  return cluster.nodeAutoProvisioning ? [...pools, { poolName: unpooled, nodeImageVersion: null }] : pools;
}

function isRunning(resource: { powerState: string; provisioningState: string }): boolean {
  return resource.powerState !== 'Stopped' && isSettled(resource);
}

/** Whether a cluster or a pool is there at all: neither on its way nor going. */
export function isSettled({ provisioningState }: { provisioningState: string }): boolean {
  return !['creating', 'deleting'].includes(provisioningState.toLowerCase());
}
