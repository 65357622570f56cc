import { eventBase, eventType, type HistoryEvent } from '../hub/history-event.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import type { NewInstance } from '../hub/instance.ts';
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

function subOrchestration({ instance }: Turn, work: SubOrchestration, executionId: string): NewInstance {
  const { name, version, instanceId } = work;
  const parent = {
    name: instance.name,
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    taskId: work.id,
  };
  return { instanceId, executionId, name, version, inputJson: toJson(work.input), parent };
}

/** Builds the outcome of a turn that asks for `work` and waits for it. */
export function scheduleWork(turn: Turn, work: readonly ScheduledWork[], newExecutionId: () => string): TurnOutcome {
  const outcome = uneventful(
    turn,
    work.map((each) => confirmation(each, turn.nowMs)),
  );
  for (const each of work) {
    if (each.kind === 'timer') outcome.timers.push({ timerId: each.id, fireAtMs: each.fireAtMs });
    if (each.kind === 'sub-orchestration') outcome.instances.push(subOrchestration(turn, each, newExecutionId()));
    if (each.kind === 'activity') {
      outcome.activities.push({ taskId: each.id, name: each.name, inputJson: argumentJson(each.input) });
    }
  }
  return outcome;
}
