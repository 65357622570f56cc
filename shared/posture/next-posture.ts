import type { Posture } from './posture.ts';

/** The part of a posture that follows from proofs. */
export type ProvenPosture = Omit<Posture, 'cluster' | 'poolName'>;

/** What a finished run says about one pool. */
export type PoolNews = Omit<ProvenPosture, 'since' | 'freshUntil' | 'changingSince' | 'retired'>;

/**
 * Computes the posture of a pool after a run. Returns null, for "no change", when the posture on record was proven
 * later than this run: runs overlap, and activities run twice. `since` is kept while the verdict stays the same. A pool
 * that changes since its evidence was read stays changing, and so does one of which no evidence was read.
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
    ...stillChanging(before, news),
    retired: false,
  };
}

function stillChanging(
  before: Pick<ProvenPosture, 'changing' | 'changingSince'> | null,
  { changing, evidenceSince, provenAt }: PoolNews,
): Pick<ProvenPosture, 'changing' | 'changingSince'> {
  if (changing) return { changing, changingSince: provenAt };
  // A sign of unknown age, which an earlier version has written, is older than the evidence.
  const sign = before?.changing ? before.changingSince : null;
  const later = sign !== null && (evidenceSince === null || Date.parse(sign) >= Date.parse(evidenceSince));
  return later ? { changing: true, changingSince: sign } : { changing: false, changingSince: null };
}

/**
 * What a sign of change at `at` (ISO 8601) changes in a posture; null for nothing, because the evidence was read after
 * it or a later sign is known.
 */
export function markPosture(
  { changing, changingSince, evidenceSince, provenAt }: ProvenPosture,
  at: string,
): Pick<ProvenPosture, 'changing' | 'changingSince'> | null {
  if (Date.parse(evidenceSince ?? provenAt) > Date.parse(at)) return null;
  if (changing && changingSince !== null && Date.parse(changingSince) >= Date.parse(at)) return null;
  return { changing: true, changingSince: at };
}

/** Why a proof may no longer be relied on. */
export type Staleness = 'age' | 'node-image' | 'changing';

/**
 * Why a proof may no longer be relied on at `now.at` (ISO 8601): it is too old, it was made under another node image, or
 * the pool is changing; empty while it may. A node image that is null is unknown and does not count as another one.
 */
export function whyStale(
  posture: Pick<ProvenPosture, 'freshUntil' | 'nodeImageVersion' | 'changing'>,
  now: { at: string; nodeImageVersion: string | null },
): Staleness[] {
  const otherImage =
    now.nodeImageVersion !== null &&
    posture.nodeImageVersion !== null &&
    now.nodeImageVersion !== posture.nodeImageVersion;
  return [
    ...(Date.parse(posture.freshUntil) <= Date.parse(now.at) ? (['age'] as const) : []),
    ...(otherImage ? (['node-image'] as const) : []),
    ...(posture.changing ? (['changing'] as const) : []),
  ];
}

/** Whether a proof may no longer be relied on. */
export function isStalePosture(...of: Parameters<typeof whyStale>): boolean {
  return whyStale(...of).length > 0;
}

/**
 * Whether a proof is stale by its age alone at `at` (ISO 8601). A pool that is being upgraded is proven after the
 * upgrade, so `changing` does not count here.
 */
export function isTooOld(posture: Posture, at: string): boolean {
  return !posture.retired && isStalePosture({ ...posture, changing: false }, { at, nodeImageVersion: null });
}
