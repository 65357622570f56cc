import { lostRace, untilWritten } from '../../errors/until-written.ts';
import { isStatus } from './storage-error.ts';

/** Tries again when somebody else wrote in between: a row changed (412), came (409) or went (404). */
export function retryLostRace<T>(what: string, act: () => Promise<T>): Promise<T> {
  return untilWritten(what, async () => {
    try {
      return await act();
    } catch (error) {
      if ([404, 409, 412].some((status) => isStatus(error, status))) return lostRace;
      throw error;
    }
  });
}
