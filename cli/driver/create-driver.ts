import type { OrchestrationHandler } from 'durable-functions';
import { type Clock, wallClock } from './clock.ts';
import { createInbox, type Inbox } from './create-inbox.ts';
import { createTimers } from './create-timers.ts';
import { asDriven, createExecution, type Execution } from './workflow-context.ts';

/** The orchestrators and activities that a driver runs, by the names that the Functions host knows them by. */
export interface DriverOptions {
  orchestrators: Readonly<Record<string, OrchestrationHandler>>;
  activities: Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
  clock?: Clock;
}

/**
 * Runs orchestrations within this process, each once from its beginning to its end: nothing is written down, so nothing
 * is replayed, and what was under way ends with the process.
 */
export interface Driver {
  /** The output of an orchestration. Rejects with what it threw. No other of that `instanceId` may run. */
  run(orchestrator: string, instanceId: string, input: unknown): Promise<unknown>;
  /** Raises an external event; `raised` is false when no orchestration of that id runs. */
  raise(instanceId: string, event: string, value?: unknown): { raised: boolean };
}

export function createDriver({ orchestrators, activities, clock = wallClock }: DriverOptions): Driver {
  const inboxes = new Map<string, Inbox>();

  async function callActivity(name: string, input: unknown): Promise<unknown> {
    return cross(await named(activities, name)(cross(input)));
  }

  async function run(name: string, instanceId: string, given: unknown): Promise<unknown> {
    const orchestrate = named(orchestrators, name);
    if (inboxes.has(instanceId)) throw new Error(`An orchestration ${instanceId} runs already.`);
    const inbox = createInbox();
    const timers = createTimers(clock);
    inboxes.set(instanceId, inbox);
    try {
      for (let input = given; ; ) {
        const around = { instanceId, clock, inbox, timers, callActivity, callOrchestrator: run };
        const execution = createExecution({ ...around, input: cross(input) });
        const output = await drive(orchestrate(execution.context), execution);
        const next = execution.takeNextInput();
        if (next === null) return cross(output);
        input = next.input;
      }
    } finally {
      timers.cancelAll();
      inboxes.delete(instanceId);
    }
  }

  return {
    run,
    raise(instanceId, event, value) {
      const inbox = inboxes.get(instanceId);
      inbox?.raise(event, value);
      return { raised: inbox !== undefined };
    },
  };
}

/** Gives the generator the end of each task that it waits for, as its value or as what it throws. */
async function drive(story: ReturnType<OrchestrationHandler>, { beginTurn }: Execution): Promise<unknown> {
  beginTurn();
  for (let turn = story.next(); ; ) {
    if (turn.done) return turn.value;
    const end = await asDriven(turn.value)
      .end()
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    beginTurn();
    turn = 'error' in end ? story.throw(end.error) : story.next(end.value);
  }
}

/** Inputs and outputs are JSON at Durable's boundary, so they are here: a Date that became a text there must be one here. */
function cross(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function named<T>(all: Readonly<Record<string, T>>, name: string): T {
  const found = all[name];
  if (found === undefined) throw new Error(`There is nothing called ${name} to run here.`);
  return found;
}
