/**
 * What a check found. `could-not-check` is never a pass: the question stays open, and the message says why. A `warning`
 * is no reason to refuse.
 */
export type CheckOutcome = 'passed' | 'failed' | 'warning' | 'could-not-check';

/** One row of the table that is made before anything is spent. */
export interface PreflightCheck {
  /** Kebab-case, the same in every table: `vm-size`, `vcpu-quota`. */
  name: string;
  outcome: CheckOutcome;
  /** What was seen, in one sentence. */
  message: string;
  /** What to do; null where there is nothing to do. */
  remedy: string | null;
}
