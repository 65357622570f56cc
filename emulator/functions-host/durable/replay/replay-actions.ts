import { type EventRaised, eventType, type HistoryEvent } from '../hub/history-event.ts';
import type { OrchestratorAction } from './orchestrator-action.ts';
import { type ReplayState, type ScheduledWork, startAction } from './replay-tasks.ts';

export interface Replay {
  /** New work that the history does not have yet, in the order of its ids. */
  scheduled: ScheduledWork[];
  openTimers: number;
  openTasks: number;
  /** True when the replay has reached the last action. Only then may the orchestrator end. */
  caughtUp: boolean;
  continueAsNew: { input: unknown } | undefined;
  /** Events that came after continueAsNew. They belong to the next execution. */
  carriedOver: EventRaised[];
  /** Set when the history and the actions do not fit together. The instance must then fail. */
  nonDeterministic: string | undefined;
  unsupported: string | undefined;
}

function createState(executionId: string): ReplayState {
  return {
    executionId,
    nowMs: 0,
    nextId: 0,
    unconfirmed: new Map(),
    open: new Map(),
    buffered: new Map(),
    waiting: new Map(),
    continueAsNew: undefined,
    unsupported: undefined,
  };
}

function settle(state: ReplayState, id: number, outcome: 'succeeded' | 'failed'): void {
  const entry = state.open.get(id);
  state.open.delete(id);
  entry?.task.settle(outcome);
}

function raise(state: ReplayState, name: string): void {
  const key = name.toLowerCase();
  const waiting = state.waiting.get(key)?.pop();
  if (waiting) waiting.settle('succeeded');
  else state.buffered.set(key, (state.buffered.get(key) ?? 0) + 1);
}

const kindsConfirmed: Partial<Record<HistoryEvent['EventType'], ScheduledWork['kind']>> = {
  [eventType.TaskScheduled]: 'activity',
  [eventType.SubOrchestrationInstanceCreated]: 'sub-orchestration',
  [eventType.TimerCreated]: 'timer',
};

/** Removes the action that an event confirms. Returns an error text when no action fits the event. */
function confirm(state: ReplayState, event: HistoryEvent): string | undefined {
  const kind = kindsConfirmed[event.EventType];
  if (kind === undefined) return undefined;
  const work = state.unconfirmed.get(event.EventId);
  const name = 'Name' in event ? event.Name : undefined;
  if (work?.kind !== kind || (work.kind !== 'timer' && work.name !== name)) {
    const found = work ? `${work.kind} ${work.kind === 'timer' ? '' : work.name}`.trim() : 'nothing';
    return `Non-Deterministic workflow detected: history has ${kind} ${name ?? ''} with id ${event.EventId}, the orchestrator's code now asks for ${found} there.`;
  }
  state.unconfirmed.delete(event.EventId);
  return undefined;
}

/**
 * Finds the new work that an orchestrator asks for. Its SDK reports every call since the start, without ids. Like the
 * extension's out-of-process shim, this function starts one action after the other, waits for each until the history
 * settles it, and numbers the work in that order. A failed action does not stop the list, because the orchestrator
 * handles failures itself.
 */
export function replayActions(
  executionId: string,
  actions: readonly OrchestratorAction[],
  history: readonly HistoryEvent[],
): Replay {
  const state = createState(executionId);
  const carriedOver: EventRaised[] = [];
  let caughtUp = false;
  let nonDeterministic: string | undefined;
  const goOn = (index: number): void => {
    const action = actions[index];
    if (!action) caughtUp = true;
    else startAction(state, action).whenSettled(() => goOn(index + 1));
  };
  for (const event of history) {
    switch (event.EventType) {
      case eventType.OrchestratorStarted:
        state.nowMs = Date.parse(event.Timestamp);
        break;
      case eventType.ExecutionStarted:
        goOn(0);
        break;
      case eventType.TaskCompleted:
      case eventType.SubOrchestrationInstanceCompleted:
        settle(state, event.TaskScheduledId, 'succeeded');
        break;
      case eventType.TaskFailed:
      case eventType.SubOrchestrationInstanceFailed:
        settle(state, event.TaskScheduledId, 'failed');
        break;
      case eventType.TimerFired:
        settle(state, event.TimerId, 'succeeded');
        break;
      case eventType.EventRaised:
        if (state.continueAsNew) carriedOver.push(event);
        else raise(state, event.Name);
        break;
      default:
        nonDeterministic ??= confirm(state, event);
    }
  }
  const open = [...state.open.values()];
  return {
    scheduled: [...state.unconfirmed.values()],
    openTimers: open.filter((entry) => entry.kind === 'timer').length,
    openTasks: open.length,
    caughtUp,
    continueAsNew: state.continueAsNew,
    carriedOver,
    nonDeterministic,
    unsupported: state.unsupported,
  };
}
