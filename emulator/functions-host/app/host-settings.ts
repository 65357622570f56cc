import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppLoadError } from './load-app.ts';
import { type LogLevel, logLevels } from './log.ts';
import { type QueueSettings, queueSettings } from './queue-settings.ts';
import { noVersioning, type Versioning } from './versioning.ts';

export interface HostSettings {
  /** Has no slashes around it; empty when routes start at the root. */
  routePrefix: string;
  hubName: string;
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  queues: QueueSettings;
  versioning: Versioning;
  logLevels: Record<string, LogLevel>;
  tracing: {
    /** `telemetryMode` is OpenTelemetry, and there is something to export to. */
    exporting: boolean;
    /** Distributed tracing of Durable Functions, version 2, is on. */
    durable: boolean;
  };
}

/**
 * The limits when host.json does not set them. Azure's default is 10 for each processor core; this host counts as one
 * core.
 */
const defaultConcurrentActivities = 10;
const defaultConcurrentOrchestrators = 10;

/** Durable's default backend, and the only one that is emulated. */
const storageProvider = 'AzureStorage';

type Environment = Record<string, string | undefined>;

const logLevel = z
  .string()
  .transform((level) => level.toLowerCase())
  .pipe(z.enum(logLevels));

/** One of these words, in any case, as .NET reads an enumeration. */
const word = <Word extends string>(...words: readonly Word[]) =>
  z.string().transform((text, check): Word => {
    const found = words.find((each) => each.toLowerCase() === text.toLowerCase());
    if (found === undefined) check.addIssue(`must be one of ${words.join(', ')}`);
    return found as Word;
  });

const hostSchema = z.looseObject({
  version: z.literal('2.0'),
  telemetryMode: z.string().optional(),
  logging: z.looseObject({ logLevel: z.record(z.string(), logLevel).optional() }).optional(),
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().optional() }).optional(),
      durableTask: z
        .looseObject({
          hubName: z.string().optional(),
          maxConcurrentActivityFunctions: z.coerce.number().int().positive().optional(),
          maxConcurrentOrchestratorFunctions: z.coerce.number().int().positive().optional(),
          defaultVersion: z.string().default(noVersioning.defaultVersion),
          versionMatchStrategy: word('None', 'Strict', 'CurrentOrOlder').default(noVersioning.matchStrategy),
          versionFailureStrategy: word('Reject', 'Fail').default(noVersioning.failureStrategy),
          storageProvider: z.looseObject({ type: z.string().default(storageProvider) }).optional(),
          tracing: z
            .looseObject({ distributedTracingEnabled: z.coerce.string().optional(), version: z.string().optional() })
            .optional(),
        })
        .optional(),
      queues: queueSettings.optional(),
    })
    .optional(),
});

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AppLoadError(`${path} can't be read as JSON: ${(error as Error).message}`);
  }
}

/** Replaces `%NAME%` by the app setting of that name. Throws AppLoadError when the setting is missing. */
export function resolveSettings(text: string, environment: Environment): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined) throw new AppLoadError(`'${text}' names the app setting '${name}', which is not set.`);
    return value;
  });
}

const overridePrefix = 'AzureFunctionsJobHost__';

/** The name under which `object` has `step`, whatever its case: the real host's configuration knows none. */
const nameIn = (object: object, step: string): string =>
  Object.keys(object).find((name) => name.toLowerCase() === step.toLowerCase()) ?? step;

/** Applies `AzureFunctionsJobHost__a__b=value` settings to host.json, as the real host does. */
function applyOverrides(host: unknown, environment: Environment): unknown {
  const copy = structuredClone(host) as Record<string, unknown>;
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(overridePrefix) || value === undefined) continue;
    const path = name.slice(overridePrefix.length).split('__');
    const last = path.pop();
    let target = copy;
    for (const step of path) {
      const known = nameIn(target, step);
      target[known] ??= {};
      target = target[known] as Record<string, unknown>;
    }
    if (last) target[nameIn(target, last)] = value;
  }
  return copy;
}

/** Refuses a Durable backend that is not emulated: whoever asks for it must not take Azure Storage's behaviour for its own. */
function checkStorageProvider(type: string = storageProvider): void {
  if (type.toLowerCase() === storageProvider.toLowerCase()) return;
  throw new AppLoadError(
    `Durable's backend '${type}' is not emulated (extensions.durableTask.storageProvider.type): only ${storageProvider} is. ` +
      `Unset ${overridePrefix}extensions__durableTask__storageProvider__type here, or run on Azure's host.`,
  );
}

/** Reads host.json of the app in `folder`. Throws AppLoadError when it is missing, not valid, or asks for what is not emulated. */
export function readHostSettings(folder: string, environment: Environment): HostSettings {
  const path = join(folder, 'host.json');
  if (!existsSync(path)) throw new AppLoadError(`No host.json in ${folder}.`);
  const parsed = hostSchema.safeParse(applyOverrides(readJson(path), environment));
  if (!parsed.success) throw new AppLoadError(`${path} is not valid: ${z.prettifyError(parsed.error)}`);
  const { extensions, logging, telemetryMode } = parsed.data;
  const durableTask = extensions?.durableTask;
  checkStorageProvider(durableTask?.storageProvider?.type);
  const tracing = durableTask?.tracing;
  const exporters = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'APPLICATIONINSIGHTS_CONNECTION_STRING'];
  return {
    routePrefix: (extensions?.http?.routePrefix ?? 'api').replaceAll(/^\/+|\/+$/g, ''),
    hubName: resolveSettings(durableTask?.hubName ?? 'TestHubName', environment),
    maxConcurrentActivities: durableTask?.maxConcurrentActivityFunctions ?? defaultConcurrentActivities,
    maxConcurrentOrchestrators: durableTask?.maxConcurrentOrchestratorFunctions ?? defaultConcurrentOrchestrators,
    versioning: durableTask
      ? {
          defaultVersion: durableTask.defaultVersion,
          matchStrategy: durableTask.versionMatchStrategy,
          failureStrategy: durableTask.versionFailureStrategy,
        }
      : noVersioning,
    queues: extensions?.queues ?? queueSettings.parse({}),
    logLevels: logging?.logLevel ?? {},
    tracing: {
      exporting:
        telemetryMode?.toLowerCase() === 'opentelemetry' && exporters.some((name) => environment[name]?.trim()),
      durable: tracing?.distributedTracingEnabled?.toLowerCase() === 'true' && tracing.version?.toUpperCase() === 'V2',
    },
  };
}

const localSettingsSchema = z.looseObject({ Values: z.record(z.string(), z.string()).optional() });

/**
 * Sets each name of `Values` in local.settings.json that `environment` does not have yet, as `func start` does. Throws
 * AppLoadError when the file is not valid.
 */
export function applyLocalSettings(folder: string, environment: Environment): void {
  const path = join(folder, 'local.settings.json');
  if (!existsSync(path)) return;
  const parsed = localSettingsSchema.safeParse(readJson(path));
  if (!parsed.success) throw new AppLoadError(`${path} is not valid: ${z.prettifyError(parsed.error)}`);
  for (const [name, value] of Object.entries(parsed.data.Values ?? {})) environment[name] ??= value;
}
