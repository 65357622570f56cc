import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRealClock } from '../seams/clock.ts';
import { applyLocalSettings, readHostSettings } from './app/host-settings.ts';
import { createInvokeFunction } from './app/invoke-function.ts';
import { type FunctionApp, loadApp } from './app/load-app.ts';
import { createLog } from './app/log.ts';
import type { DurableWriteHooks } from './durable/hub/task-hub.ts';
import { durableClientData, managementPath, rpcPath } from './durable/management/client-binding.ts';
import { createManagementApi } from './durable/management/management-api.ts';
import { createEventGridWebhook, eventGridPath } from './event-grid/webhook.ts';
import { adminPath, createAdminApi } from './http/admin-api.ts';
import { createAuthorize } from './http/authorize.ts';
import { empty, type HttpReply, type HttpRequestData, text } from './http/exchange.ts';
import { createHttpRoutes, createHttpTriggers } from './http/http-triggers.ts';
import { openKeyStore } from './http/key-store.ts';
import { listen } from './http/listener.ts';
import { startDurable } from './start-durable.ts';
import { openScheduleStore } from './timers/schedule-store.ts';
import { findTimerFunctions } from './timers/timer-functions.ts';
import { startTimerTriggers } from './timers/timer-triggers.ts';

export interface HostOptions {
  /** Folder with host.json and package.json. */
  app: string;
  /** 0 for any free port. */
  port: number;
  /** Folder that this host keeps its state in. */
  state: string;
  auth: boolean;
  /** How many times faster an idle wait for a durable timer passes. */
  speed: number;
  strict: boolean;
  hooks: DurableWriteHooks;
  writeLog: (line: string) => void;
}

export interface RunningHost {
  baseUrl: string;
  functions: string[];
  masterKey: string;
  stop(): Promise<void>;
}

type Handler = (request: HttpRequestData) => Promise<HttpReply> | HttpReply;

/** What `path` has after `base` (compared without case), or undefined when it isn't below it. */
function below(base: string, path: string): string | undefined {
  const isBelow = path.toLowerCase() === base || path.toLowerCase().startsWith(`${base}/`);
  return isBelow ? path.slice(base.length) : undefined;
}

async function runTerminateHooks(app: FunctionApp): Promise<void> {
  for (const hook of app.registrations.hooks.get('appTerminate') ?? []) await hook({ hookData: {} });
}

/**
 * Starts a Functions host for the built app in `options.app`, in this process: the app is loaded into it, and it is
 * the process's environment that it reads. Once a process: what the app registers can't be taken back.
 * Rejects with AppLoadError when the app can't be served.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const folder = resolve(options.app);
  applyLocalSettings(folder, process.env);
  const settings = readHostSettings(folder, process.env);
  const log = createLog(options.writeLog, settings.logLevels);
  mkdirSync(options.state, { recursive: true });

  let handle: Handler = () => empty(503);
  const server = await listen(options.port, (request) => handle(request), log);
  let handleRpc: Handler = () => empty(503);
  const rpcServer = await listen(0, (request) => handleRpc(request), log);
  process.env['WEBSITE_HOSTNAME'] = new URL(server.origin).host;
  process.env['FUNCTIONS_WORKER_RUNTIME'] ??= 'node';
  process.env['AZURE_FUNCTIONS_ENVIRONMENT'] ??= 'Development';

  const app = await loadApp(folder, log);
  const names = [...app.functions.keys()];
  const keys = openKeyStore(join(options.state, 'keys.json'), names);
  const endpoints = {
    hubName: settings.hubName,
    baseUrl: server.origin,
    rpcOrigin: rpcServer.origin,
    systemKey: keys.systemKeys['durabletask_extension'] ?? '',
  };
  const invoke = createInvokeFunction(app, () => durableClientData(endpoints), log);
  const authorize = createAuthorize(keys, options.auth);
  const routes = createHttpRoutes(app.functions.values(), settings.routePrefix);
  const timerFunctions = findTimerFunctions(app.functions.values(), process.env);
  const clock = createRealClock();
  const durable = startDurable({
    functions: app.functions,
    invoke,
    settings,
    stateFolder: options.state,
    clock,
    speed: options.speed,
    strict: options.strict,
    hooks: options.hooks,
    log,
  });
  const scheduleStore = openScheduleStore(join(options.state, 'timers.json'));
  const timers = startTimerTriggers(timerFunctions, scheduleStore, clock, invoke, log);

  const serveFunctions = createHttpTriggers(routes, invoke, authorize, log);
  const manage = createManagementApi(durable.client, endpoints);
  const baseUrl = () => server.origin;
  const administer = createAdminApi({ functions: app.functions, routes, timers, invoke, baseUrl, log });
  const eventGridFunctions = [...app.functions.values()].filter((each) => each.trigger.type === 'eventGridTrigger');
  const takeEvents = createEventGridWebhook(eventGridFunctions, invoke, log);

  handle = (request) => {
    const management = below(managementPath, request.path);
    if (management !== undefined) {
      return authorize.webhook(request, 'durabletask_extension') ? manage(request, management) : empty(401);
    }
    if (below(eventGridPath, request.path) !== undefined) {
      return authorize.webhook(request, 'eventgrid_extension') ? takeEvents(request) : empty(401);
    }
    const admin = below(adminPath, request.path);
    if (admin !== undefined) return authorize.admin(request) ? administer(request, admin) : empty(401);
    if (request.path === '/' && settings.routePrefix !== '') return text(200, 'The function app is up and running.');
    return serveFunctions(request);
  };
  handleRpc = (request) => {
    const path = below(rpcPath, request.path);
    return path === undefined ? empty(404) : manage(request, path);
  };

  log('information', 'Host.Startup', `${names.length} functions on ${server.origin}: ${names.join(', ')}`);
  return {
    baseUrl: server.origin,
    functions: names,
    masterKey: keys.masterKey,
    async stop() {
      timers.stop();
      durable.stop();
      await Promise.all([server.close(), rpcServer.close(), runTerminateHooks(app)]);
    },
  };
}
