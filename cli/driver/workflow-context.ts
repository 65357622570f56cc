import { randomUUID } from 'node:crypto';
import type { OrchestrationContext, Task } from 'durable-functions';
import type { Clock } from './clock.ts';
import type { Inbox } from './create-inbox.ts';
import type { Timers } from './create-timers.ts';
import { allOf, anyOf, DrivenTask } from './driven-task.ts';

/** What one execution of an orchestration is given. */
export interface Instance {
  instanceId: string;
  input: unknown;
  clock: Clock;
  inbox: Inbox;
  timers: Timers;
  callActivity(name: string, input: unknown): Promise<unknown>;
  callOrchestrator(name: string, instanceId: string, input: unknown): Promise<unknown>;
}

/** The part of Durable's context that the workflow uses (test/cli/driver looks for anything more). */
type UsedContext = Pick<
  OrchestrationContext['df'],
  | 'instanceId'
  | 'isReplaying'
  | 'currentUtcDateTime'
  | 'getInput'
  | 'callActivity'
  | 'callSubOrchestrator'
  | 'createTimer'
  | 'waitForExternalEvent'
  | 'newGuid'
  | 'continueAsNew'
  | 'Task'
>;

/** An orchestration as its generator sees it, and as the driver does. */
export interface Execution {
  context: OrchestrationContext;
  /** To be called before each turn: within a turn time stands still. */
  beginTurn(): void;
  /** The input with which the orchestration asked to begin anew; null when it did not. */
  takeNextInput(): { input: unknown } | null;
}

export function createExecution(instance: Instance): Execution {
  const { instanceId, input, clock, inbox, timers, callActivity, callOrchestrator } = instance;
  let next: { input: unknown } | null = null;
  let children = 0;
  const df: { -readonly [Key in keyof UsedContext]: UsedContext[Key] } = {
    instanceId,
    isReplaying: false,
    currentUtcDateTime: new Date(clock.now()),
    getInput: <T>() => input as T,
    callActivity: (name, order) => new DrivenTask(() => callActivity(name, order)),
    callSubOrchestrator(name, order, id = `${instanceId}:${++children}`) {
      return new DrivenTask(() => callOrchestrator(name, id, order));
    },
    createTimer: (at) => timers.create(at),
    waitForExternalEvent: (name) => inbox.wait(name),
    // Durable derives the same id in each replay. Here nothing is replayed.
    newGuid: () => randomUUID(),
    continueAsNew(with_) {
      next = { input: with_ };
    },
    Task: { all: (tasks) => allOf(tasks.map(asDriven)), any: (tasks) => anyOf(tasks.map(asDriven)) },
  };
  const silent = () => undefined;
  const log = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  return {
    // The workflow reaches for nothing else of a host's context, and what it logs stands in its timeline too.
    context: { ...log, df } as unknown as OrchestrationContext,
    beginTurn() {
      df.currentUtcDateTime = new Date(clock.now());
    },
    takeNextInput: () => next,
  };
}

/** Every task of an orchestration was made by its own context. */
export function asDriven(task: Task): DrivenTask {
  if (task instanceof DrivenTask) return task;
  throw new TypeError('An orchestration waits for something that is no task of its context.');
}
