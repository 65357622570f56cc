import type { Verdict } from './evidence.ts';

/** From worst to best. A proven leak outweighs a doubt, and a doubt outweighs missing evidence. */
const badness: readonly Verdict[] = ['shared-kernel', 'suspect', 'inconclusive', 'isolated'];

/** The worst of these verdicts; `inconclusive` when there are none. */
export function worstVerdict(verdicts: Verdict[]): Verdict {
  return badness.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

/** Whether the first verdict is worse than the other one. */
export function isWorse(one: Verdict, other: Verdict): boolean {
  return badness.indexOf(one) < badness.indexOf(other);
}
