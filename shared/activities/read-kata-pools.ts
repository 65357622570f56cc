import type { PoolFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { poolState } from '../events/pool-state.ts';
import { isKataRuntime } from '../isolation/kata.ts';
import { isAtRest, poolNamesOf, selectProvablePools } from '../isolation/provable-pools.ts';
import { shorten } from '../plain/shorten.ts';
import type { ManagedClusters } from '../ports/managed-clusters.ts';

/** A Kata pool, as far as a look needs to know it: neither its tags nor its labels. */
export interface KataPool
  extends Pick<PoolFacts, 'name' | 'provisioningState' | 'nodeImageVersion' | 'count' | 'eTag'> {
  /** See `poolState`. */
  state: string;
  /** No operation on it is under way. */
  atRest: boolean;
  /** Something can be proven in it now. */
  provable: boolean;
}

/** Most characters of what ARM says in free text. */
const mostChars = 100;

/**
 * Reads the Kata pool of that name, or every Kata pool (null), and the names of all pools of the cluster (`poolNamesOf`;
 * null when ARM does not say). Throws coded errors.
 */
export async function readKataPools(
  clusters: ManagedClusters,
  { cluster, poolName }: { cluster: ClusterReference; poolName: string | null },
): Promise<{ pools: KataPool[]; present: string[] | null }> {
  const { cluster: facts } = await clusters.readCluster(cluster);
  const wanted = poolName?.toLowerCase();
  const provable = facts ? selectProvablePools(facts).map((pool) => pool.poolName) : [];
  const pools = (facts?.pools ?? [])
    .filter((pool) => isKataRuntime(pool.workloadRuntime) && (!wanted || pool.name.toLowerCase() === wanted))
    .map((pool) => ({
      name: pool.name,
      provisioningState: shorten(pool.provisioningState, mostChars),
      nodeImageVersion: pool.nodeImageVersion,
      eTag: pool.eTag,
      state: poolState(pool),
      count: pool.count,
      atRest: isAtRest(pool),
      provable: provable.includes(pool.name),
    }));
  return { pools, present: poolNamesOf(facts) };
}
