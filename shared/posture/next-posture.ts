import type { Verdict } from '../isolation/evidence.ts';

/** What a finished run says about one pool. */
export interface PoolNews {
  verdict: Verdict;
  reason: string;
  nodesPresent: number;
  nodesProven: number;
  runId: string;
  provenAt: string;
  nodeImageVersion: string | null;
  evidenceHash: string | null;
}

/** The part of a posture that follows from proofs. */
export interface ProvenPosture extends PoolNews {
  since: string;
  freshUntil: string;
  changing: boolean;
  retired: boolean;
}

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
