import { eventBase, eventType, type HistoryEvent, marker } from '../hub/history-event.ts';
import type { TurnOutcome } from '../hub/hub-record.ts';
import { endsSuspended, type Turn } from './turn.ts';

type EndStatus = 'Completed' | 'Failed' | 'Terminated';

/** A turn that took its messages into the history and asked for nothing. */
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

/** A parent hears of a terminated sub-orchestration as of a failed one. */
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

/** Fails the instance, in the words that the extension uses. */
export function fail(turn: Turn, message: string): TurnOutcome {
  return finish(turn, 'Failed', JSON.stringify(`Orchestrator function '${turn.instance.name}' failed: ${message}`));
}
