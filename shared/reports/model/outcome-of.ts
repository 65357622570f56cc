import type { Verdict } from '../../isolation/evidence.ts';
import type { Outcome, ReportFinding } from './report.ts';

/**
 * What a verdict means for whoever has to act: `isolated` is the only pass, and only while it may be relied on. A leak or
 * a doubt that was found stays one until another proof says otherwise, however old it is.
 */
export function outcomeOf(verdict: Verdict | null, stale = false): Outcome {
  if (verdict === 'shared-kernel' || verdict === 'suspect') return 'failed';
  return verdict === 'isolated' && !stale ? 'passed' : 'not-checked';
}

const worstFirst: readonly Outcome[] = ['failed', 'not-checked', 'passed'];

/** Sorts the worst first. */
export function byOutcome(one: { outcome: Outcome }, other: { outcome: Outcome }): number {
  return worstFirst.indexOf(one.outcome) - worstFirst.indexOf(other.outcome);
}

/** What a finding means: `failed` for one that stands and is no small thing; null for what is waived, `low` or `info`. */
export function outcomeOfFinding({ state, severity }: Pick<ReportFinding, 'state' | 'severity'>): 'failed' | null {
  return state === 'standing' && severity !== 'low' && severity !== 'info' ? 'failed' : null;
}

/** The worst of these; `not-checked` for none, since nothing that was looked at is no pass. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return worstFirst.find((outcome) => outcomes.includes(outcome)) ?? 'not-checked';
}
