import type { InvokeFunction } from '../app/invoke-function.ts';
import { AppLoadError, type LoadedFunction } from '../app/load-app.ts';
import type { Log } from '../app/log.ts';
import type { Authorize } from './authorize.ts';
import { empty, type HttpReply, type HttpRequestData } from './exchange.ts';
import { requestToRpc } from './request-to-rpc.ts';
import { parseRouteTemplate, type RouteTemplate } from './route-template.ts';
import { rpcToReply } from './rpc-to-reply.ts';

export interface HttpRoute {
  target: LoadedFunction;
  route: RouteTemplate;
  /** In upper case; empty means any method. */
  methods: string[];
  authLevel: string;
}

function toRoute(target: LoadedFunction, prefix: string): HttpRoute {
  const { route, methods, authLevel } = target.trigger.options;
  const own = typeof route === 'string' ? route : target.name;
  try {
    return {
      target,
      route: parseRouteTemplate([prefix, own].filter((part) => part !== '').join('/')),
      methods: Array.isArray(methods) ? methods.map((each) => String(each).toUpperCase()) : [],
      authLevel: typeof authLevel === 'string' ? authLevel.toLowerCase() : 'function',
    };
  } catch (error) {
    throw new AppLoadError(`Function '${target.name}': ${(error as Error).message}`);
  }
}

const byOrdinal = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Creates the routes of all HTTP triggers, in the order in which Azure tries them: by function name without case, not
 * by how specific a template is (FunctionMetadataManager sorts so; azure-functions-host issues 3153 and 9876). Throws
 * AppLoadError for a route that is not valid.
 */
export function createHttpRoutes(functions: Iterable<LoadedFunction>, prefix: string): HttpRoute[] {
  return [...functions]
    .filter((each) => each.trigger.type === 'httpTrigger')
    .sort((a, b) => byOrdinal(a.name.toUpperCase(), b.name.toUpperCase()))
    .map((each) => toRoute(each, prefix));
}

/**
 * Creates the handler of HTTP triggers. The first route that fits the path and the method answers. It answers 404 when
 * none does (a method that is not listed gives no 405, because it is a route constraint), 401 without the key that the
 * route's level needs, and 500 without details when the function throws.
 */
export function createHttpTriggers(
  routes: readonly HttpRoute[],
  invoke: InvokeFunction,
  authorize: Authorize,
  log: Log,
) {
  return async (request: HttpRequestData): Promise<HttpReply> => {
    for (const { route, methods, target, authLevel } of routes) {
      const params = route.match(request.path);
      if (!params || (methods.length > 0 && !methods.includes(request.method))) continue;
      if (!authorize.function(request, target.name, authLevel)) return empty(401);
      try {
        return rpcToReply(await invoke(target, { trigger: requestToRpc(request, params) }));
      } catch (error) {
        log(
          'error',
          `Function.${target.name}`,
          error instanceof Error ? (error.stack ?? error.message) : String(error),
        );
        return empty(500);
      }
    }
    return empty(404);
  };
}
