import { eventType, type HistoryEvent, marker } from '../hub/history-event.ts';
import { type InboxMessage, type Instance, isFinished } from '../hub/instance.ts';

/** One pass of an orchestrator over its history. */
export interface Turn {
  instance: Instance;
  nowMs: number;
  /** The messages that this turn takes from the inbox. */
  messages: InboxMessage[];
  /** This turn's new events. */
  fresh: HistoryEvent[];
  /** History so far and the new events, as the orchestrator sees them. */
  history: HistoryEvent[];
}

/** What a suspended instance still takes from its inbox. */
const controlKinds: readonly number[] = [
  eventType.ExecutionSuspended,
  eventType.ExecutionResumed,
  eventType.ExecutionTerminated,
];

/** Begins a turn with all that waits in the inbox; while suspended, only with what resumes or ends the instance. */
export function beginTurn(instance: Instance, nowMs: number): Turn {
  let suspended = instance.status === 'Suspended';
  const messages: InboxMessage[] = [];
  for (const message of instance.inbox) {
    const kind = message.event.EventType;
    if (kind === eventType.ExecutionSuspended) suspended = true;
    if (kind === eventType.ExecutionResumed) suspended = false;
    if (!suspended || controlKinds.includes(kind)) messages.push(message);
  }
  const fresh = [marker(eventType.OrchestratorStarted, nowMs), ...messages.map((each) => each.event)];
  return { instance, nowMs, messages, fresh, history: [...instance.history, ...fresh] };
}

/** Whether `instance` has something to do a turn for. */
export function isReadyForTurn(instance: Instance): boolean {
  return !isFinished(instance.status) && instance.inbox.length > 0 && beginTurn(instance, 0).messages.length > 0;
}

/** Whether the instance is suspended once this turn's messages are counted. */
export function endsSuspended(turn: Turn): boolean {
  const last = turn.fresh.findLast(
    ({ EventType: kind }) => kind === eventType.ExecutionSuspended || kind === eventType.ExecutionResumed,
  );
  return last ? last.EventType === eventType.ExecutionSuspended : turn.instance.status === 'Suspended';
}

/** Whether a turn brings the orchestrator nothing but being suspended. */
export function isMereSuspension(turn: Turn): boolean {
  return endsSuspended(turn) && turn.messages.every(({ event }) => controlKinds.includes(event.EventType));
}
