import type { HistoryEvent } from './history-event.ts';
import type { Instance, NewInstance, PendingActivity, PendingTimer, RuntimeStatus } from './instance.ts';

/**
 * Everything that one turn of an orchestrator changes in a single write: its history, and all that it sends to others.
 */
export interface TurnOutcome {
  /** The events to append to the history. */
  events: HistoryEvent[];
  status: RuntimeStatus;
  /** When absent, the custom status stays as it is. */
  customStatus?: unknown;
  outputJson: string | null;
  activities: PendingActivity[];
  timers: PendingTimer[];
  /** The sub-orchestrations to start. */
  instances: NewInstance[];
  /** Events for other instances (a parent). They are dropped when that execution has ended. */
  messages: { instanceId: string; executionId: string; event: HistoryEvent }[];
  /** The next execution of this instance, and the events that it takes over. */
  continueAsNew?: { executionId: string; inputJson: string | null; carriedOver: HistoryEvent[] };
}

/** One durable write. The host may die before or after each one, and must be able to continue from there. */
export type HubRecord = { atMs: number; clockOffsetMs: number } & (
  | { type: 'instance-created'; instance: NewInstance }
  | { type: 'event-received'; instanceId: string; event: HistoryEvent }
  | { type: 'activity-finished'; instanceId: string; executionId: string; taskId: number; event: HistoryEvent }
  | { type: 'timer-fired'; instanceId: string; executionId: string; timerId: number; event: HistoryEvent }
  | { type: 'turn'; instanceId: string; executionId: string; consumed: number[]; outcome: TurnOutcome }
  | { type: 'instances-purged'; instanceIds: string[] }
);

/** A record before the hub has added the time. */
export type HubChange = HubRecord extends infer R
  ? R extends HubRecord
    ? Omit<R, 'atMs' | 'clockOffsetMs'>
    : never
  : never;

/** The first line of a compacted journal. */
export interface Snapshot {
  type: 'snapshot';
  atMs: number;
  clockOffsetMs: number;
  nextSequence: number;
  instances: Instance[];
}

export interface HubState {
  instances: Map<string, Instance>;
  nextSequence: number;
  /** The latest recorded time. The clock never goes back behind it. */
  atMs: number;
  clockOffsetMs: number;
}
