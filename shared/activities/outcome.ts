import { toFailure } from '../errors/kataproof-error.ts';
import type { Outcome } from '../ports/outcome.ts';

/** What goes wrong as a value: error classes do not survive the Durable boundary. */
export async function asOutcome<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

/** The same for what hands back an outcome itself. */
export async function flatten<T>(act: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const outcome = await asOutcome(act);
  return outcome.ok ? outcome.value : outcome;
}
