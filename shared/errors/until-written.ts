import { KataproofError } from './kataproof-error.ts';

/** Says that somebody else wrote between our reading and our writing. */
export const lostRace = Symbol('lost race');

/**
 * Optimistic concurrency: lets `act` read, decide and write again, each time afresh, until nobody wrote in between.
 * `what` begins the sentence of the error: throws PreconditionFailed (retryable) after `mostTries` races lost.
 */
export async function untilWritten<T>(
  what: string,
  act: () => Promise<T | typeof lostRace>,
  mostTries = 8,
): Promise<T> {
  for (let tries = 1; tries <= mostTries; tries++) {
    const written = await act();
    if (written !== lostRace) return written;
  }
  throw new KataproofError('PreconditionFailed', `${what} was changed by others ${mostTries} times meanwhile.`);
}
