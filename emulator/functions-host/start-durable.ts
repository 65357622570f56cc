import { join } from 'node:path';
import type { Clock } from '../seams/clock.ts';
import type { HostSettings } from './app/host-settings.ts';
import type { InvokeFunction } from './app/invoke-function.ts';
import type { LoadedFunction } from './app/load-app.ts';
import type { Log } from './app/log.ts';
import { startDispatcher } from './durable/dispatch/dispatcher.ts';
import type { DurableFunctions } from './durable/dispatch/durable-functions.ts';
import { createDurableTracing } from './durable/dispatch/durable-tracing.ts';
import type { HubRecord } from './durable/hub/hub-record.ts';
import { openJournal } from './durable/hub/journal.ts';
import { createTaskHub, type DurableWriteHooks } from './durable/hub/task-hub.ts';
import { createVirtualClock } from './durable/hub/virtual-clock.ts';
import { createOrchestrationClient, type OrchestrationClient } from './durable/management/orchestration-client.ts';
import type { HostTracer } from './tracing/host-tracer.ts';

export interface DurableOptions {
  functions: ReadonlyMap<string, LoadedFunction>;
  invoke: InvokeFunction;
  settings: HostSettings;
  stateFolder: string;
  clock: Clock;
  speed: number;
  steady: boolean;
  strict: boolean;
  hooks: DurableWriteHooks;
  tracer: HostTracer;
  log: Log;
}

function findDurableFunctions({ functions, invoke }: DurableOptions): DurableFunctions {
  const byLowerCaseName = new Map([...functions.values()].map((each) => [each.name.toLowerCase(), each]));
  const namesOf = (triggerType: string): string[] =>
    [...functions.values()].filter((each) => each.trigger.type === triggerType).map((each) => each.name);
  return {
    orchestrators: namesOf('orchestrationTrigger'),
    activities: namesOf('activityTrigger'),
    invoke: async (name, trigger, place) => {
      const target = byLowerCaseName.get(name.toLowerCase());
      if (!target) throw new Error(`There is no function '${name}'.`);
      return invoke(target, { trigger, ...(place && { place }) });
    },
  };
}

function describe(record: HubRecord): string {
  if (record.type === 'instance-created') return record.instance.instanceId;
  return record.type === 'instances-purged' ? record.instanceIds.join(', ') : record.instanceId;
}

function withLog(hooks: DurableWriteHooks, log: Log): DurableWriteHooks {
  return {
    before: hooks.before,
    after(count, record) {
      log('debug', 'Host.DurableTask.Writes', `${count} ${record.type} ${describe(record)}`);
      hooks.after(count, record);
    },
  };
}

export interface StartedDurable {
  client: OrchestrationClient;
  /** The time of the task hub, in milliseconds since 1970. */
  now(): number;
  stop(): void;
}

/**
 * Opens the task hub on disk and continues its pending work. `stop` prevents further work from starting. Throws when
 * the journal is damaged.
 */
export function startDurable(options: DurableOptions): StartedDurable {
  const { settings, stateFolder, clock, speed, steady, strict, hooks, log } = options;
  const tracing = createDurableTracing(options.tracer);
  const functions = findDurableFunctions(options);
  const { hub: state, journal } = openJournal(join(stateFolder, `${settings.hubName}.jsonl`));
  const start = { speed, steady, offsetMs: state.clockOffsetMs, notBeforeMs: state.atMs };
  const hubClock = createVirtualClock(clock, start);
  const hub = createTaskHub(state, journal, hubClock, withLog(hooks, log));
  const stopDispatching = startDispatcher({
    hub,
    functions,
    strict,
    versioning: settings.versioning,
    tracing,
    maxConcurrentActivities: settings.maxConcurrentActivities,
    maxConcurrentOrchestrators: settings.maxConcurrentOrchestrators,
    log,
  });
  const { defaultVersion } = settings.versioning;
  const client = createOrchestrationClient(hub, strict, tracing, defaultVersion);
  return { client, now: () => hubClock.now(), stop: stopDispatching };
}
