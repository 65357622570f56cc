import type { Posture, Verdict } from '../api/answers.ts';

/** A verdict of a proof, or what stands in its place where there is none that counts. */
export type Standing = Verdict | 'stale' | 'never';

/** How old a proof is against its limit. */
export type Age = 'fresh' | 'due' | 'stale';

/** How old a proof is. */
export function ageOf(posture: Posture & { age?: Age }): Age {
  return posture.age ?? (posture.fresh ? 'fresh' : 'stale');
}

/** A pass counts only while it is fresh. What was no pass stays what it was, however old. */
export function standingOf(posture: Posture): Standing {
  return posture.verdict === 'isolated' && ageOf(posture) === 'stale' ? 'stale' : posture.verdict;
}
