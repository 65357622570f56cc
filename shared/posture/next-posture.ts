import type { Posture } from './posture.ts';

/** The part of a posture that follows from proofs. */
export type ProvenPosture = Omit<Posture, 'cluster' | 'poolName'>;

/** What a finished run says about one pool. */
export type PoolNews = Omit<ProvenPosture, 'since' | 'freshUntil' | 'changing' | 'retired'>;

/**
 * Computes the posture of a pool after a run. Returns null, for "no change", when the posture on record was proven
 * later than this run: runs overlap, and activities run twice. `since` is kept while the verdict stays the same.
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

/**
 * Whether a proof may no longer be relied on at `now.at` (ISO 8601): it is too old, it was made under another node
 * image, or the pool is changing. A node image that is null is unknown and does not count as another one.
 */
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

/**
 * Whether a proof is stale by its age alone at `at` (ISO 8601). A pool that is being upgraded is proven after the
 * upgrade, so `changing` does not count here.
 */
export function isTooOld(posture: Posture, at: string): boolean {
  return !posture.retired && isStalePosture({ ...posture, changing: false }, { at, nodeImageVersion: null });
}
