import type { OrchestrationHandler } from 'durable-functions';
import { noVersioning, type Versioning } from '../../../emulator/functions-host/app/versioning.ts';
import { startDispatcher } from '../../../emulator/functions-host/durable/dispatch/dispatcher.ts';
import { untraced } from '../../../emulator/functions-host/durable/dispatch/durable-tracing.ts';
import { emptyHub } from '../../../emulator/functions-host/durable/hub/apply-record.ts';
import type { HubRecord } from '../../../emulator/functions-host/durable/hub/hub-record.ts';
import type { Instance } from '../../../emulator/functions-host/durable/hub/instance.ts';
import { parseJournal } from '../../../emulator/functions-host/durable/hub/journal.ts';
import { createTaskHub } from '../../../emulator/functions-host/durable/hub/task-hub.ts';
import { createVirtualClock } from '../../../emulator/functions-host/durable/hub/virtual-clock.ts';
import { createOrchestrationClient } from '../../../emulator/functions-host/durable/management/orchestration-client.ts';
import { createSteppedClock } from '../../../emulator/seams/clock.ts';
import { Orchestrator } from './sdk-orchestrator.ts';

export interface InProcessHubOptions {
  orchestrators: Record<string, OrchestrationHandler>;
  activities?: Record<string, (input: unknown) => Promise<unknown>>;
  strict?: boolean;
  versioning?: Versioning;
  /** Timers of whole seconds come early too, by a second less this. */
  timerLatencyMs?: number;
  speed?: number;
  /** 10 when left out. */
  maxConcurrentActivities?: number;
}

export const hubStartMs = Date.parse('2026-01-01T00:00:00Z');

/** Work in memory ends within the microtasks before the next turn of the event loop. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What an orchestrator writes to the log is for people. */
const silentLog = { log: () => {}, warn: () => {}, error: () => {} };

/** Creates a task hub with a stepped clock and a journal in memory. The real SDK runs the orchestrators. */
export function createInProcessHub(options: InProcessHubOptions) {
  const { orchestrators, activities = {}, strict = true, speed = 1, timerLatencyMs = 0 } = options;
  const real = createSteppedClock(hubStartMs);
  const lines: string[] = [];
  const records: HubRecord[] = [];
  const journal = {
    append: (record: HubRecord) => {
      records.push(record);
      lines.push(`${JSON.stringify(record)}\n`);
    },
    close: () => {},
  };
  const functions = {
    orchestrators: Object.keys(orchestrators),
    activities: Object.keys(activities),
    async invoke(name: string, trigger: { string?: string }) {
      const input: unknown = trigger.string === undefined ? undefined : JSON.parse(trigger.string);
      const activity = activities[name];
      if (activity) return { json: JSON.stringify(await activity(input)) };
      const orchestrate = new Orchestrator(orchestrators[name] as OrchestrationHandler).listen();
      return { json: JSON.stringify(await orchestrate(input, { ...silentLog })) };
    },
  };

  function open(state: ReturnType<typeof emptyHub>, versioning: Versioning) {
    const clock = createVirtualClock(real, { speed, offsetMs: state.clockOffsetMs, notBeforeMs: state.atMs });
    const hub = createTaskHub(state, journal, clock, { before: () => {}, after: () => {} });
    const stop = startDispatcher({
      hub,
      functions,
      strict,
      versioning,
      timerLatencyMs,
      tracing: untraced,
      maxConcurrentActivities: options.maxConcurrentActivities ?? 10,
      maxConcurrentOrchestrators: 10,
      log: () => {},
    });
    return { hub, stop, client: createOrchestrationClient(hub, strict, untraced, versioning.defaultVersion) };
  }

  let current = open(emptyHub(), options.versioning ?? noVersioning);
  return {
    get client() {
      return current.client;
    },
    records,
    now: () => current.hub.clock.now(),
    /** Moves real time forward after everything in progress has settled. With 0 it only lets everything settle. */
    async advance(ms: number): Promise<void> {
      await settle();
      await real.advance(ms);
      await settle();
    },
    find: (id: string): Instance => {
      const instance = current.client.find(id);
      if (!instance) throw new Error(`There is no instance ${id}.`);
      return instance;
    },
    output: (id: string): unknown => JSON.parse(current.client.find(id)?.outputJson ?? 'null'),
    /**
     * Keeps only the first `writes` records of the journal (all when absent), as if the process had been killed there. The
     * next host may be of another version.
     */
    restart(writes = lines.length, versioning = options.versioning ?? noVersioning) {
      lines.length = writes;
      records.length = writes;
      current.stop();
      current = open(parseJournal(lines.join('')), versioning);
    },
  };
}
