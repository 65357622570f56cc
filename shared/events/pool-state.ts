import type { PoolFacts } from '../clusters/cluster-facts.ts';
import { stableHash } from '../plain/stable-hash.ts';

/**
 * A short name of what decides which kernels a pool runs: another name means that it must be proven again. Tags, labels
 * and the like are not in it.
 */
export function poolState(pool: PoolFacts): string {
  const { nodeImageVersion, kubernetesVersion, count, workloadRuntime, osSku, vmSizes } = pool;
  const states = [pool.provisioningState, pool.powerState, workloadRuntime, osSku, ...vmSizes];
  const facts = [nodeImageVersion, kubernetesVersion, count, ...states.map((state) => state.toLowerCase())];
  return stableHash(JSON.stringify(facts));
}

/** The state in which a pool was seen last, and the key of the change that had led to it. */
export interface SeenState {
  /** See `poolState`. */
  state: string;
  /** Of the latest change that a look dealt with; null when none has dealt with an event of the pool itself. */
  eTag: string | null;
  changeKey: string;
}

/**
 * What was seen of a pool now, as `before` follows from it. Every write to a cluster changes the eTags of all its pools
 * (AKS, "Use eTags"), also one of a tag. So after a write to the cluster the state decides alone; after a write to the
 * pool itself its eTag counts too, because a pool that was stopped and started has the same state on new machines. A look
 * after a write to the cluster cannot tell whose the new eTag is, so it leaves the one before to the look that comes for an
 * event of the pool: that costs at most one proof too many, and the other way round a change would be lost. `freshKey`
 * becomes the key of a change.
 */
export function nextSeen(
  before: SeenState | null,
  now: Pick<SeenState, 'state' | 'eTag'>,
  { afterClusterWrite, freshKey }: { afterClusterWrite: boolean; freshKey: string },
): SeenState {
  if (before?.state === now.state && (afterClusterWrite || before.eTag === now.eTag)) return before;
  return { ...now, changeKey: freshKey };
}
