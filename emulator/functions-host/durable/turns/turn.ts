import { eventType, type HistoryEvent, marker } from '../hub/history-event.ts';
import { type InboxMessage, type Instance, isFinished } from '../hub/instance.ts';

/** One run of an orchestrator over its history. */
export interface Turn {
  instance: Instance;
  nowMs: number;
  /** The messages of the inbox that this turn handles. */
  messages: InboxMessage[];
  /** The new events of this turn. */
  fresh: HistoryEvent[];
  /** The whole history, with the new events, as the orchestrator sees it. */
  history: HistoryEvent[];
}

/** The kinds of messages that a suspended instance still handles. */
const controlKinds: readonly number[] = [
  eventType.ExecutionSuspended,
  eventType.ExecutionResumed,
  eventType.ExecutionTerminated,
];

/**
 * Begins a turn with every message of the inbox. While the instance is suspended, it takes only messages that resume,
 * suspend or terminate it.
 */
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

/** Whether the instance has messages that need a turn. */
export function isReadyForTurn(instance: Instance): boolean {
  return !isFinished(instance.status) && instance.inbox.length > 0 && beginTurn(instance, 0).messages.length > 0;
}

/** Whether the instance is suspended after the messages of this turn. */
export function endsSuspended(turn: Turn): boolean {
  const last = turn.fresh.findLast(
    ({ EventType: kind }) => kind === eventType.ExecutionSuspended || kind === eventType.ExecutionResumed,
  );
  return last ? last.EventType === eventType.ExecutionSuspended : turn.instance.status === 'Suspended';
}

/** Whether the turn leaves the instance suspended and has nothing for the orchestrator. */
export function isMereSuspension(turn: Turn): boolean {
  return endsSuspended(turn) && turn.messages.every(({ event }) => controlKinds.includes(event.EventType));
}
