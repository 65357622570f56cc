import { KataproofError } from '../errors/kataproof-error.ts';
import { isStatus } from './access/storage-error.ts';

const mostTries = 8;

/**
 * Reads, decides and writes again when somebody else wrote in between: a row changed (412), came (409) or went (404).
 * Throws PreconditionFailed (retryable) when it never wins.
 */
export async function retryLostRace<T>(what: string, act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await act();
    } catch (error) {
      if (![404, 409, 412].some((status) => isStatus(error, status))) throw error;
      if (tries === mostTries)
        throw new KataproofError('PreconditionFailed', `${what} was changed by others ${mostTries} times meanwhile.`);
    }
}
