import type { Verdict } from '../isolation/evidence.ts';

/** What people were last told about a pool, and how many inconclusive runs in a row there have been. */
export interface Announced {
  announced: 'isolated' | 'not-isolated' | 'stale' | null;
  announcedVerdict: Verdict | null;
  inconclusiveInARow: number;
}

/** What has just become known of a pool: a verdict, or that its last proof is too old. */
export type News = Verdict | 'stale';

/**
 * `opened`: a pool is not isolated. `worsened`: its verdict is worse than the one announced. `stale`: its proof is too
 * old. `resolved`: it is isolated again.
 */
export type AlertKind = 'opened' | 'worsened' | 'stale' | 'resolved';

/** Whether to tell people, and the state to remember. */
export interface AlertDecision {
  /** What to tell people now; null for nothing. */
  alert: AlertKind | null;
  next: Announced;
}

/** The state of a pool about which people were never told anything. */
export const neverAnnounced: Announced = { announced: null, announcedVerdict: null, inconclusiveInARow: 0 };

/** A worse verdict has a higher rank. */
const rank: Record<Verdict, number> = { isolated: 0, inconclusive: 1, suspect: 2, 'shared-kernel': 3 };

/**
 * Decides whether people are told. They hear of a pool once, when its state changes. `shared-kernel` and `suspect` are
 * told at once, even after an announced `inconclusive`. `inconclusive` is told only after `flapThreshold` of them in a
 * row, because a cluster that is being upgraded cannot be checked for a short time. A stale proof is told unless a bad
 * verdict was announced. `isolated` after any of these is told as `resolved`.
 */
export function decideAlert(before: Announced, news: News, flapThreshold: number): AlertDecision {
  if (news === 'stale') return decideStale(before);
  if (news === 'isolated') return decideIsolated(before);
  const inconclusiveInARow = news === 'inconclusive' ? before.inconclusiveInARow + 1 : 0;
  const quiet = { alert: null, next: { ...before, inconclusiveInARow } };
  if (news === 'inconclusive' && inconclusiveInARow < flapThreshold) return quiet;
  const told = before.announced === 'not-isolated' ? before.announcedVerdict : null;
  if (told && rank[news] <= rank[told]) return quiet;
  return {
    alert: told ? 'worsened' : 'opened',
    next: { announced: 'not-isolated', announcedVerdict: news, inconclusiveInARow },
  };
}

function decideIsolated(before: Announced): AlertDecision {
  const wasBad = before.announced === 'not-isolated' || before.announced === 'stale';
  return {
    alert: wasBad ? 'resolved' : null,
    next: { announced: 'isolated', announcedVerdict: 'isolated', inconclusiveInARow: 0 },
  };
}

function decideStale(before: Announced): AlertDecision {
  if (before.announced === 'not-isolated' || before.announced === 'stale') return { alert: null, next: before };
  return { alert: 'stale', next: { ...before, announced: 'stale' } };
}
