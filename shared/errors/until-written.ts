import { KataproofError } from './kataproof-error.ts';

/** Returned by an act when somebody else wrote between its read and its write. */
export const lostRace = Symbol('lost race');

/**
 * Optimistic concurrency: calls `act`, which reads, decides and writes, until no other writer came in between. Throws
 * PreconditionFailed (retryable) after `mostTries` lost races; `what` is the subject of its message.
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
