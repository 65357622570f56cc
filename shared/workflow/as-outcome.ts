import { toFailure } from '../errors.ts';
import type { Outcome } from '../ports/outcome.ts';

/** What goes wrong as a value: error classes do not survive the Durable boundary. */
export async function asOutcome<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}
