import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRealClock } from '../seams/clock.ts';
import { applyLocalSettings, type HostSettings, readHostSettings } from './app/host-settings.ts';
import { createInvokeFunction, type InvokeFunction } from './app/invoke-function.ts';
import { type FunctionApp, loadApp } from './app/load-app.ts';
import { createLog, type Log } from './app/log.ts';
import { createHandlers } from './create-handlers.ts';
import type { DurableWriteHooks } from './durable/hub/task-hub.ts';
import { durableClientData } from './durable/management/client-binding.ts';
import type { HttpHandler } from './http/exchange.ts';
import { createHttpRoutes } from './http/http-triggers.ts';
import { openKeyStore } from './http/key-store.ts';
import { listenEarly } from './http/listener.ts';
import { findQueueFunctions } from './queues/queue-functions.ts';
import { startQueueTriggers } from './queues/queue-triggers.ts';
import { startDurable } from './start-durable.ts';
import { openScheduleStore } from './timers/schedule-store.ts';
import { findTimerFunctions } from './timers/timer-functions.ts';
import { startTimerTriggers } from './timers/timer-triggers.ts';
import { createHostTracer, type HostTracer } from './tracing/host-tracer.ts';
import { createSpanExporter } from './tracing/span-exporter.ts';

export interface HostOptions {
  /** The folder with host.json and package.json. */
  app: string;
  /** 0 means any free port. */
  port: number;
  /** The folder in which this host keeps its state. */
  state: string;
  auth: boolean;
  /** How many times faster the clock runs during an idle wait for a durable timer. */
  speed: number;
  /** Whether it runs so fast at all times, and not only during such a wait. */
  steady: boolean;
  strict: boolean;
  hooks: DurableWriteHooks;
  writeLog: (line: string) => void;
  /** What loads the app; into this process when absent. */
  load?: typeof loadApp;
}

export interface RunningHost {
  baseUrl: string;
  functions: string[];
  masterKey: string;
  stop(): Promise<void>;
}

/** Sets the variables of the environment that the app reads about its host while it loads. */
function describeHost(environment: NodeJS.ProcessEnv, origin: string): void {
  environment['WEBSITE_HOSTNAME'] = new URL(origin).host;
  environment['FUNCTIONS_WORKER_RUNTIME'] ??= 'node';
  environment['AZURE_FUNCTIONS_ENVIRONMENT'] ??= 'Development';
}

async function runTerminateHooks(app: FunctionApp): Promise<void> {
  for (const hook of app.registrations.hooks.get('appTerminate') ?? []) await hook({ hookData: {} });
}

/** Starts the work that no request triggers: pending orchestrations, timers and queues. */
function startWork(
  app: FunctionApp,
  invoke: InvokeFunction,
  settings: HostSettings,
  options: HostOptions,
  tracer: HostTracer,
  log: Log,
) {
  const { state: stateFolder, speed, steady, strict, hooks } = options;
  const timerFunctions = findTimerFunctions(app.functions.values(), process.env);
  const queueFunctions = findQueueFunctions(app.functions.values(), process.env);
  const clock = createRealClock();
  const { functions } = app;
  const pace = { clock, speed, steady };
  const durable = startDurable({ functions, invoke, settings, stateFolder, ...pace, strict, hooks, tracer, log });
  const scheduleStore = openScheduleStore(join(stateFolder, 'timers.json'));
  const timers = startTimerTriggers(timerFunctions, scheduleStore, clock, invoke, log);
  return {
    durable,
    timers,
    queues: startQueueTriggers(queueFunctions, { settings: settings.queues, clock, invoke, log }),
  };
}

/**
 * Dates answers (RFC 9110, 6.6.1) by the time of the task hub: where that runs ahead, moments of runs would lie in the future
 * for whoever goes by the clock of the API.
 */
function byClock(handle: HttpHandler, now: () => number): HttpHandler {
  return async (request) => {
    const reply = await handle(request);
    return { ...reply, headers: { date: new Date(now()).toUTCString(), ...reply.headers } };
  };
}

/**
 * Starts a Functions host for the built app in `options.app`. Where nothing else loads the app, it is loaded into this process
 * and reads this process's environment; that can be only once in a process, because registrations cannot be undone. Rejects with
 * AppLoadError when the app cannot be served.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const folder = resolve(options.app);
  applyLocalSettings(folder, process.env);
  const settings = readHostSettings(folder, process.env);
  const log = createLog(options.writeLog, settings.logLevels);
  mkdirSync(options.state, { recursive: true });
  const server = await listenEarly(options.port, log);
  const rpcServer = await listenEarly(0, log);
  describeHost(process.env, server.origin);

  const app = await (options.load ?? loadApp)(folder, log);
  const { functions } = app;
  const names = [...functions.keys()];
  const keys = openKeyStore(join(options.state, 'keys.json'), names);
  const { hubName, routePrefix } = settings;
  const systemKey = keys.systemKeys['durabletask_extension'] ?? '';
  const endpoints = { hubName, baseUrl: server.origin, rpcOrigin: rpcServer.origin, systemKey };
  const exporter = createSpanExporter(process.env, (message) => log('warning', 'Host.OpenTelemetry', message));
  const tracer = createHostTracer(settings.tracing, exporter.add);
  const invoke = createInvokeFunction(app, () => durableClientData(endpoints), tracer, log);
  const routes = createHttpRoutes(functions.values(), routePrefix);
  const { durable, timers, queues } = startWork(app, invoke, settings, options, tracer, log);
  const { auth } = options;
  const durableClient = durable.client;
  const served = { functions, routes, routePrefix, invoke, durableClient, endpoints, timers, keys, auth, tracer, log };
  const { serveAll, serveRpc } = createHandlers(served);
  server.serve(byClock(serveAll, durable.now));
  rpcServer.serve(serveRpc);

  log('information', 'Host.Startup', `${names.length} functions on ${server.origin}: ${names.join(', ')}`);
  return {
    baseUrl: server.origin,
    functions: names,
    masterKey: keys.masterKey,
    async stop() {
      timers.stop();
      queues.stop();
      durable.stop();
      await Promise.all([server.close(), rpcServer.close(), runTerminateHooks(app), exporter.stop()]);
    },
  };
}
