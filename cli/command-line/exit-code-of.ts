import type { Verdict } from '../../shared/isolation/evidence.ts';

/** The exit code of a command that ends with a verdict. 1 is for whatever else ends it. */
export function exitCodeOf(verdict: Verdict): number {
  return { isolated: 0, 'shared-kernel': 2, suspect: 2, inconclusive: 3 }[verdict];
}
