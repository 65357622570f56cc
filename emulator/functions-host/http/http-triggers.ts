import type { InvokeFunction } from '../app/invoke-function.ts';
import { AppLoadError, type LoadedFunction } from '../app/load-app.ts';
import type { Log } from '../app/log.ts';
import type { HostTracer } from '../tracing/host-tracer.ts';
import { parseTraceParent, type TraceContext } from '../tracing/trace-context.ts';
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
  tracer: HostTracer,
  log: Log,
) {
  return async (request: HttpRequestData): Promise<HttpReply> => {
    for (const { route, methods, target, authLevel } of routes) {
      const params = route.match(request.path);
      if (!params || (methods.length > 0 && !methods.includes(request.method))) continue;
      if (!authorize.function(request, target.name, authLevel)) return empty(401);
      return traceRequest(tracer, request, route.template, async (place) => {
        try {
          return rpcToReply(await invoke(target, { trigger: requestToRpc(request, params), place }));
        } catch (error) {
          log(
            'error',
            `Function.${target.name}`,
            error instanceof Error ? (error.stack ?? error.message) : String(error),
          );
          return empty(500);
        }
      });
    }
    return empty(404);
  };
}

/**
 * Answers a request within the trace that it brings, or in one of its own, as ASP.NET Core does. The span has the name
 * that the host gives it (OpenTelemetryConfigurationExtensions, EnrichHttpResponse).
 */
async function traceRequest(
  tracer: HostTracer,
  { method, headers }: HttpRequestData,
  route: string,
  answer: (place: TraceContext) => Promise<HttpReply>,
): Promise<HttpReply> {
  const parent = parseTraceParent(headers['traceparent']);
  const context = tracer.begin(parent);
  const startedMs = tracer.now();
  const reply = await answer(context);
  const attributes = {
    ...{ 'http.request.method': method, 'http.route': route },
    ...{ 'http.response.status_code': reply.status, 'faas.trigger': 'http' },
  };
  const ended = { startedMs, endedMs: tracer.now(), failed: reply.status >= 500, attributes };
  tracer.tell({ name: `${method} ${route}`, kind: 'server', context, parentSpanId: parent?.spanId ?? null, ...ended });
  return reply;
}
