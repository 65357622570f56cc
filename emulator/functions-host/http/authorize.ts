import type { HttpRequestData } from './exchange.ts';
import type { FunctionKeys, SystemKey } from './key-store.ts';

/**
 * Decides by the key of a request what it may do. When authorization is off, everything is allowed, as in `func start`.
 */
export interface Authorize {
  /**
   * The authLevel of an httpTrigger: anonymous, function (its key, a host key or the master key) or admin (the master
   * key).
   */
  function(request: HttpRequestData, functionName: string, level: string): boolean;
  /** The webhooks of an extension need its system key or the master key. */
  webhook(request: HttpRequestData, system: SystemKey): boolean;
  admin(request: HttpRequestData): boolean;
}

const presented = (request: HttpRequestData): string | undefined =>
  request.headers['x-functions-key'] ?? request.query.get('code') ?? undefined;

/** Creates the checks of keys. With `on` false every check passes. */
export function createAuthorize(keys: FunctionKeys, on: boolean): Authorize {
  const carries = (request: HttpRequestData, allowed: readonly (string | undefined)[]): boolean => {
    const key = presented(request);
    return !on || (key !== undefined && [keys.masterKey, ...allowed].includes(key));
  };
  return {
    function(request, functionName, level) {
      if (level === 'anonymous') return true;
      if (level === 'admin') return carries(request, []);
      return carries(request, [
        ...Object.values(keys.hostKeys),
        ...Object.values(keys.functionKeys[functionName] ?? {}),
      ]);
    },
    webhook: (request, system) => carries(request, [keys.systemKeys[system]]),
    admin: (request) => carries(request, []),
  };
}
