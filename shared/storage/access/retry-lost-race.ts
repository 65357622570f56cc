import { isStatus } from '../../errors/parse-rest-error.ts';
import { lostRace, untilWritten } from '../../errors/until-written.ts';

/**
 * Calls `act` again when somebody else wrote in between: a row was changed (412), created (409) or removed (404), or `act`
 * itself says that the race was lost.
 * Throws PreconditionFailed after several lost races; `what` is the subject of its message.
 */
export function retryLostRace<T>(what: string, act: () => Promise<T | typeof lostRace>): Promise<T> {
  return untilWritten(what, async () => {
    try {
      return await act();
    } catch (error) {
      if ([404, 409, 412].some((status) => isStatus(error, status))) return lostRace;
      throw error;
    }
  });
}
