import { eventBase, eventType, type HistoryEvent, marker } from '../hub/history-event.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import { endsSuspended, type Turn } from './turn.ts';

type EndStatus = 'Completed' | 'Failed' | 'Terminated';

/** Builds the outcome of a turn that moves its messages into the history and asks for nothing. */
export function uneventful(turn: Turn, events: readonly HistoryEvent[] = []): TurnOutcome {
  return {
    events: [...turn.fresh, ...events, marker(eventType.OrchestratorCompleted, turn.nowMs)],
    status: endsSuspended(turn) ? 'Suspended' : 'Running',
    outputJson: null,
    activities: [],
    timers: [],
    instances: [],
    messages: [],
  };
}

/** For a parent, a terminated sub-orchestration is a failed one. */
function reportToParent(turn: Turn, status: EndStatus, outputJson: string | null): TurnOutcome['messages'] {
  const parent = turn.instance.parent;
  if (!parent) return [];
  const base = { ...eventBase(turn.nowMs), TaskScheduledId: parent.taskId };
  const event: HistoryEvent =
    status === 'Completed'
      ? { EventType: eventType.SubOrchestrationInstanceCompleted, ...base, Result: outputJson }
      : {
          EventType: eventType.SubOrchestrationInstanceFailed,
          ...base,
          Reason: outputJson === null ? '' : String(JSON.parse(outputJson)),
          Details: '',
        };
  return [{ instanceId: parent.instanceId, executionId: parent.executionId, event }];
}

/** Ends the instance and reports the end to its parent, if it has one. `outputJson` is JSON text. */
export function finish(turn: Turn, status: EndStatus, outputJson: string | null): TurnOutcome {
  const completed: HistoryEvent = {
    EventType: eventType.ExecutionCompleted,
    ...eventBase(turn.nowMs),
    OrchestrationStatus: status,
    Result: outputJson,
  };
  return {
    ...uneventful(turn, [completed]),
    status,
    outputJson,
    messages: reportToParent(turn, status, outputJson),
  };
}

/** Fails the instance, with the words of the extension. */
export function fail(turn: Turn, message: string): TurnOutcome {
  return finish(turn, 'Failed', JSON.stringify(`Orchestrator function '${turn.instance.name}' failed: ${message}`));
}
