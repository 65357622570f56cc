import type { Posture } from './posture.ts';

/** The part of a posture that follows from proofs. */
export type ProvenPosture = Omit<Posture, 'cluster' | 'poolName'>;

/** What a finished run says about one pool. */
export type PoolNews = Omit<ProvenPosture, 'since' | 'freshUntil' | 'changing' | 'retired'>;

/**
 * The posture of a pool after a run. A run that ended before the one that is on record changes nothing (runs overlap,
 * and activities run twice): null. `since` is kept while the verdict stays.
 */
export function nextPosture<T extends ProvenPosture>(
  before: T | null,
  news: PoolNews,
  freshForMs: number,
): ProvenPosture | null {
  if (before && Date.parse(before.provenAt) > Date.parse(news.provenAt)) return null;
  const same = before?.verdict === news.verdict;
  return {
    ...news,
    since: same ? before.since : news.provenAt,
    freshUntil: new Date(Date.parse(news.provenAt) + freshForMs).toISOString(),
    changing: false,
    retired: false,
  };
}

/** Whether a proof may no longer be relied on: too old, made under another node image, or the pool is changing. */
export function isStalePosture(
  posture: Pick<ProvenPosture, 'freshUntil' | 'nodeImageVersion' | 'changing'>,
  now: { at: string; nodeImageVersion: string | null },
): boolean {
  const otherImage =
    now.nodeImageVersion !== null &&
    posture.nodeImageVersion !== null &&
    now.nodeImageVersion !== posture.nodeImageVersion;
  return posture.changing || otherImage || Date.parse(posture.freshUntil) <= Date.parse(now.at);
}

/** By its age alone: a pool that is just being upgraded is proven when that has ended, and told of only if it is not. */
export function isTooOld(posture: Posture, at: string): boolean {
  return !posture.retired && isStalePosture({ ...posture, changing: false }, { at, nodeImageVersion: null });
}
