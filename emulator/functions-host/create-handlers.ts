import type { InvokeFunction } from './app/invoke-function.ts';
import type { FunctionApp } from './app/load-app.ts';
import type { Log } from './app/log.ts';
import { type DurableEndpoints, managementPath, rpcPath } from './durable/management/client-binding.ts';
import { createManagementApi } from './durable/management/management-api.ts';
import type { OrchestrationClient } from './durable/management/orchestration-client.ts';
import { createEventGridWebhook, eventGridPath } from './event-grid/webhook.ts';
import { adminPath, createAdminApi } from './http/admin-api.ts';
import { createAuthorize } from './http/authorize.ts';
import { empty, type HttpHandler, text } from './http/exchange.ts';
import { createHttpTriggers, type HttpRoute } from './http/http-triggers.ts';
import type { FunctionKeys } from './http/key-store.ts';
import { type Mount, serveMounts } from './http/serve-mounts.ts';
import type { TimerTriggers } from './timers/timer-triggers.ts';
import type { HostTracer } from './tracing/host-tracer.ts';

/** A loaded app, with everything that is needed to answer its requests. */
export interface ServedApp {
  functions: FunctionApp['functions'];
  routes: readonly HttpRoute[];
  routePrefix: string;
  invoke: InvokeFunction;
  durableClient: OrchestrationClient;
  endpoints: DurableEndpoints;
  timers: TimerTriggers;
  keys: FunctionKeys;
  auth: boolean;
  tracer: HostTracer;
  log: Log;
}

/**
 * Creates two handlers: `serveAll` for the public listener, and `serveRpc` for the listener that the app's own Durable
 * client calls.
 */
export function createHandlers(served: ServedApp): { serveAll: HttpHandler; serveRpc: HttpHandler } {
  const { functions, routes, invoke, endpoints, timers, log } = served;
  const authorize = createAuthorize(served.keys, served.auth);
  const serveFunctions = createHttpTriggers(routes, invoke, authorize, served.tracer, log);
  const manage = createManagementApi(served.durableClient, endpoints);
  const administer = createAdminApi({ functions, routes, timers, invoke, baseUrl: endpoints.baseUrl, log });
  const eventGridFunctions = [...functions.values()].filter((each) => each.trigger.type === 'eventGridTrigger');
  const takeEvents = createEventGridWebhook(eventGridFunctions, invoke, log);
  const mounts: Mount[] = [
    {
      base: managementPath,
      mayPass: (request) => authorize.webhook(request, 'durabletask_extension'),
      handle: manage,
    },
    {
      base: eventGridPath,
      mayPass: (request) => authorize.webhook(request, 'eventgrid_extension'),
      handle: takeEvents,
    },
    { base: adminPath, mayPass: authorize.admin, handle: administer },
  ];
  return {
    serveAll: serveMounts(mounts, (request) =>
      request.path === '/' && served.routePrefix !== ''
        ? text(200, 'The function app is up and running.')
        : serveFunctions(request),
    ),
    serveRpc: serveMounts([{ base: rpcPath, mayPass: () => true, handle: manage }], () => empty(404)),
  };
}
