import { StatusError } from '../api/seams.ts';

/**
 * Creates a counter of requests. Every nth call of `pass` throws an error of an overloaded API server, 500 and 503 in
 * turn.
 */
export function createFlakyAnswers(failEvery: number | null): { pass(): void } {
  let requests = 0;
  return {
    pass() {
      requests += 1;
      if (failEvery === null || requests % failEvery !== 0) return;
      const isFirstKind = (requests / failEvery) % 2 === 1;
      throw isFirstKind
        ? new StatusError(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out')
        : new StatusError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request', {
            retryAfterSeconds: 1,
          });
    },
  };
}
