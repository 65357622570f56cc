import type { Posture, Verdict } from '../api/answers.ts';

/** A verdict of a proof, or what stands in its place where there is none that counts. */
export type Standing = Verdict | 'stale' | 'never';

/** Every standing, the gravest first. */
export const gravestFirst: readonly Standing[] = [
  'shared-kernel',
  'suspect',
  'inconclusive',
  'stale',
  'never',
  'isolated',
];

/** Those that a proof may have, the gravest first. */
export const verdicts: readonly Verdict[] = gravestFirst.filter((each) => each !== 'stale' && each !== 'never');

/** How old a proof is against its limit. */
export type Age = Posture['age'];

/** A pass counts only while it is fresh. What was no pass stays what it was, however old. */
export function standingOf(posture: Posture): Standing {
  return posture.verdict === 'isolated' && posture.age === 'stale' ? 'stale' : posture.verdict;
}
