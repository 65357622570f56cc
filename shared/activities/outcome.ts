import { type Failure, toFailure } from '../errors/failure.ts';

/** What an activity returns through Durable, where error classes do not survive. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** Runs `act` and turns what it throws into a value. Never throws. */
export async function asOutcome<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}
