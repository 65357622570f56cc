import { eventBase, eventType, type HistoryEvent } from '../hub/history-event.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import type { Instance, NewInstance, PendingTimer } from '../hub/instance.ts';
import type { ScheduledWork } from '../replay/replay-tasks.ts';
import type { Turn } from './turn.ts';
import { uneventful } from './turn-outcome.ts';

/** Renders a value as JSON text. Undefined becomes null, as in .NET. */
export const toJson = (value: unknown): string => JSON.stringify(value ?? null);

/** DurableTask.Core wraps an activity's one argument in an array. */
const argumentJson = (input: unknown): string => `[${toJson(input)}]`;

/** Builds the event with which the history confirms that `work` was asked for. */
function confirmation(work: ScheduledWork, nowMs: number): HistoryEvent {
  const base = eventBase(nowMs, work.id);
  switch (work.kind) {
    case 'activity': {
      const Input = argumentJson(work.input);
      return { EventType: eventType.TaskScheduled, ...base, Name: work.name, Version: '', Input };
    }
    case 'sub-orchestration': {
      const { name: Name, version: Version, instanceId: InstanceId } = work;
      const Input = toJson(work.input);
      return { EventType: eventType.SubOrchestrationInstanceCreated, ...base, Name, Version, InstanceId, Input };
    }
    case 'timer':
      return { EventType: eventType.TimerCreated, ...base, FireAt: new Date(work.fireAtMs).toISOString() };
  }
}

type SubOrchestration = ScheduledWork & { kind: 'sub-orchestration' };

function subOrchestration({ instance }: Turn, work: SubOrchestration, rules: WorkRules): NewInstance {
  const { name, version, instanceId } = work;
  const parent = {
    name: instance.name,
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    taskId: work.id,
  };
  const executionId = rules.newExecutionId();
  const traceParent = rules.traceSub(instance, work.id);
  const traced = traceParent === undefined ? {} : { traceParent };
  return { instanceId, executionId, name, version, inputJson: toJson(work.input), parent, ...traced };
}

/** What scheduling needs to know of the hub. */
export interface WorkRules {
  /** Timers are as early as on Azure Storage. */
  strict: boolean;
  /** Milliseconds between a turn's time and the moment at which the storage hides a timer's message. */
  timerLatencyMs: number;
  /** The version of sub-orchestrations that are started without one. */
  defaultVersion: string;
  newExecutionId: () => string;
  traceSub: (instance: Instance, taskId: number) => string | undefined;
}

/**
 * Azure Storage hides a timer's message until its time, but counts the time to hide it in whole seconds, so a timer fires
 * up to a second early, and one of less than a second at once. When a moment has passed before, a timer of whole seconds
 * loses one too (seen with DurableTask.AzureStorage 2.11.2; see test/contracts/functions-host/recorded/durable.json).
 */
function pendingTimer(
  { nowMs }: Turn,
  { id, fireAtMs }: ScheduledWork & { kind: 'timer' },
  { strict, timerLatencyMs }: WorkRules,
): PendingTimer {
  const hiddenFromMs = nowMs + timerLatencyMs;
  const earlyMs = strict ? Math.max(0, fireAtMs - hiddenFromMs) % 1000 : 0;
  return { timerId: id, fireAtMs, visibleAtMs: fireAtMs - earlyMs };
}

/** Builds the outcome of a turn that asks for work and waits for it. */
export function scheduleWork(turn: Turn, asked: readonly ScheduledWork[], rules: WorkRules): TurnOutcome {
  const work = asked.map((each) =>
    each.kind === 'sub-orchestration' && each.version === '' ? { ...each, version: rules.defaultVersion } : each,
  );
  const outcome = uneventful(
    turn,
    work.map((each) => confirmation(each, turn.nowMs)),
  );
  for (const each of work) {
    if (each.kind === 'timer') outcome.timers.push(pendingTimer(turn, each, rules));
    if (each.kind === 'sub-orchestration') outcome.instances.push(subOrchestration(turn, each, rules));
    if (each.kind === 'activity') {
      outcome.activities.push({ taskId: each.id, name: each.name, inputJson: argumentJson(each.input) });
    }
  }
  return outcome;
}
