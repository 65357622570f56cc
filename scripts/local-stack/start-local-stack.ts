import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './find-free-port.ts';
import { type Azurite, startAzurite } from './start-azurite.ts';
import {
  compileCache,
  type EmulatedAzureOptions,
  type EmulatorReady,
  startEmulatedAzure,
} from './start-emulated-azure.ts';
import { type Service, startService } from './start-service.ts';
import { type EventDelivery, subscribeToEvents } from './subscribe-to-events.ts';

/** The line that the Functions host prints when it is ready. */
export interface HostReady {
  baseUrl: string;
  functions: string[];
  masterKey: string;
}

type Tables = Pick<Azurite, 'connectionString'>;

export interface LocalStack {
  emulator: EmulatorReady;
  /** Resolves when the emulated Azure has ended, with its exit code. */
  emulatorEnded: Promise<number | null>;
  /** Of the storage account that the app keeps its tables in. */
  connectionString: string;
  host(): Service<HostReady>;
  /** Starts the Functions host again on the same state, as after a crash. */
  restartHost(extraArguments?: string[]): Promise<Service<HostReady>>;
  /**
   * Starts one more Functions host, with its own task hub or that of a host with this name that has ended. `settings`
   * are added to those of the first host.
   */
  startOtherHost(name: string, settings?: Record<string, string>): Promise<Service<HostReady>>;
  logDirectory: string;
  stop(): Promise<void>;
}

/** What is up before the app is. */
export interface Prepared {
  emulator: EmulatorReady;
  environment: NodeJS.ProcessEnv;
  logDirectory: string;
}

export interface StackOptions extends EmulatedAzureOptions {
  /** The port of the Functions host; 0 means a free one. */
  port: number;
  /** Tables that are up already; their owner stops them. */
  azurite?: Tables;
  /** How many times faster the durable time of an idle Functions host passes; `speed` when absent. */
  hostSpeed?: number;
  /** Whether durable time passes so fast at all times, and not only while the host is idle. */
  steadyClock?: boolean;
  /** Settings of the app, in addition to those from the emulator. */
  settings?: Record<string, string>;
  /** Settings that depend on what is emulated, on top of those. */
  settingsFor?: (emulator: EmulatorReady) => Record<string, string>;
  /** How events of the emulated clusters reach the app; by the queue when absent, and not at all when null. */
  eventDelivery?: EventDelivery | null;
  /** Called with what the app needs, and with the environment that it gets, while its host starts. */
  prepare?: (around: Prepared) => Promise<void>;
  /** Called before each part starts. */
  onStep?: (step: string) => void;
}

/**
 * Boots Azurite, the emulated Azure and the Functions host with the built app, on loopback ports. What has come up is
 * ended again when a part does not, or when the signal is aborted, whose reason is thrown then.
 */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const logDirectory = join(options.stateDirectory, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const starting = startTables(options, stops);
    options.onStep?.('emulated Azure (ARM, Kubernetes, managed identity, Event Grid topic)');
    const emulator = await startEmulatedAzure(options);
    stops.push(() => emulator.stop());
    const { connectionString } = await starting;

    const prepared = { emulator: emulator.ready, logDirectory };
    const environment = environmentOf(options, emulator.ready, connectionString);
    const startHost = createHostStarter(options, environment, logDirectory);
    /** The host keeps its port after a restart, so that the URLs of its callers stay valid. */
    const port = options.port || (await findFreePort());
    options.onStep?.('Functions host with the built app');
    // Both have an end before either's failure is told: what has come up then is ended.
    const [started, ready] = await Promise.allSettled([
      startHost('functions', port),
      options.prepare?.({ ...prepared, environment }),
    ]);
    if (started.status === 'rejected') throw started.reason;
    let host = started.value;
    stops.push(() => host.stop());
    if (ready.status === 'rejected') throw ready.reason;
    const { eventDelivery = 'StorageQueue', settings } = options;
    const queueName = settings?.['KATAPROOF_EVENT_QUEUE'] ?? process.env['KATAPROOF_EVENT_QUEUE'] ?? 'cluster-events';
    if (eventDelivery)
      await subscribeToEvents(eventDelivery, {
        emulator: emulator.ready,
        connectionString,
        queueName,
        host: host.ready,
      });
    return {
      emulator: emulator.ready,
      emulatorEnded: emulator.ended,
      connectionString,
      host: () => host,
      async restartHost(extraArguments) {
        host = await startHost('functions', port, extraArguments);
        return host;
      },
      async startOtherHost(name, settings) {
        const other = await startHost(name, 0, [], settings);
        stops.push(() => other.stop());
        return other;
      },
      logDirectory,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the given tables, or starts an Azurite while the emulated Azure starts. */
function startTables(options: StackOptions, stops: (() => Promise<void>)[]): Promise<Tables> {
  if (options.azurite) return Promise.resolve(options.azurite);
  options.onStep?.('Azurite (tables, blobs, queues)');
  const starting = startAzurite(options.signal);
  // Whoever awaits it later is told; until then a start that failed is no unhandled rejection.
  starting.catch(() => {});
  stops.push(async () => (await starting.catch(() => null))?.stop());
  return starting;
}

/** Removes what an earlier stack left in the folder, and nothing else that is there. */
export function removeStackState(stateDirectory: string): void {
  for (const name of ['azure', 'functions', 'logs', 'clusters.json', 'access.json'])
    rmSync(join(stateDirectory, name), { recursive: true, force: true });
}

/** The environment of the app. */
function environmentOf(
  { settings, settingsFor }: StackOptions,
  emulator: EmulatorReady,
  connectionString: string,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_COMPILE_CACHE: compileCache,
    TASKHUB_NAME: 'Kataproof',
    ...emulator.settings,
    AzureWebJobsStorage: connectionString,
    KATAPROOF_STORAGE_CONNECTION_STRING: connectionString,
    // A watch lasts real seconds, while the deadline of its pair comes many times faster than in Azure.
    KATAPROOF_WATCH_SECONDS: '2',
    // Somebody waits for the event that was just sent; in Azure the waits after a quiet hour are ten times as long.
    AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:01',
    ...settings,
    ...settingsFor?.(emulator),
  };
}

function createHostStarter(
  { stateDirectory, speed, hostSpeed = speed, steadyClock = false, signal }: StackOptions,
  environment: NodeJS.ProcessEnv,
  logDirectory: string,
) {
  return (name: string, port: number, extraArguments: string[] = [], more: Record<string, string> = {}) =>
    startService<HostReady>({
      name: `${name}-host`,
      arguments: [
        'emulator/functions-host/main.ts',
        ...['--app', 'dist/app'],
        ...['--port', String(port)],
        ...['--state', join(stateDirectory, name)],
        ...['--speed', String(hostSpeed)],
        ...['--steady', steadyClock ? 'on' : 'off'],
        ...extraArguments,
      ],
      environment: { ...environment, ...more },
      logDirectory,
      signal,
    });
}
