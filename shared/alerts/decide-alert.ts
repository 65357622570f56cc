import type { Verdict } from '../isolation/evidence.ts';

/** What people were last told about a pool, and how often since a check came to nothing. */
export interface Announced {
  announced: 'isolated' | 'not-isolated' | 'stale' | null;
  announcedVerdict: Verdict | null;
  inconclusiveInARow: number;
}

/** What has just become known of a pool: a verdict, or that its last proof is too old. */
export type News = Verdict | 'stale';

export type AlertKind = 'opened' | 'worsened' | 'stale' | 'resolved';

export interface AlertDecision {
  /** What to tell people now; null for nothing. */
  alert: AlertKind | null;
  next: Announced;
}

export const neverAnnounced: Announced = { announced: null, announcedVerdict: null, inconclusiveInARow: 0 };

/** Worse verdicts have higher ranks. */
const rank: Record<Verdict, number> = { isolated: 0, inconclusive: 1, suspect: 2, 'shared-kernel': 3 };

/**
 * People hear of a pool when its state changes, and once. `shared-kernel` and `suspect` are told at once, also after an
 * announced `inconclusive`; an `inconclusive` is told after `flapThreshold` of them in a row, since a cluster that is
 * busy upgrading cannot be checked and soon can; a proof that grew too old is told unless something worse was.
 * `isolated` after any of it resolves.
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
