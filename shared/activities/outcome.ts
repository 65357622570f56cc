import { type Failure, toFailure } from '../errors/failure.ts';
import { refuseCrossing } from '../runs/boundary.ts';
import type { Told } from './tell-along.ts';

/** What an activity returns through Durable, where error classes do not survive. */
export type Outcome<T> = ({ ok: true; value: T } | { ok: false; failure: Failure }) & {
  /** What became of the lines that came with its input. */
  told?: Told & { written: boolean };
};

/**
 * Runs `act` and turns what it throws into a value, and an answer that is too large for Durable into a failure. Never
 * throws.
 */
export async function asOutcome<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    const outcome = { ok: true, value: await act() } as const;
    const failure = refuseCrossing(outcome, 'What was found');
    return failure ? { ok: false, failure } : outcome;
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}
