import { type Failure, toFailure } from '../errors/failure.ts';

/** What an activity hands back over Durable's boundary, where error classes do not survive. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** What an act throws, as a value. */
export async function asOutcome<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}
