import type { HistoryEvent } from './history-event.ts';
import type { Instance, NewInstance, PendingActivity, PendingTimer, RuntimeStatus } from './instance.ts';

/** What one orchestrator turn changes, all at once: its history, and everything that it sends out. */
export interface TurnOutcome {
  /** Appended to the history. */
  events: HistoryEvent[];
  status: RuntimeStatus;
  /** Left as it was when absent. */
  customStatus?: unknown;
  outputJson: string | null;
  activities: PendingActivity[];
  timers: PendingTimer[];
  /** Sub-orchestrations to start. */
  instances: NewInstance[];
  /** Reports to other instances (a parent), dropped when that execution is over. */
  messages: { instanceId: string; executionId: string; event: HistoryEvent }[];
  /** The next execution of this instance, with the events that it inherits. */
  continueAsNew?: { executionId: string; inputJson: string | null; carriedOver: HistoryEvent[] };
}

/** One durable write. Each is a boundary at which the host may die and go on later. */
export type HubRecord = { atMs: number; clockOffsetMs: number } & (
  | { type: 'instance-created'; instance: NewInstance }
  | { type: 'event-received'; instanceId: string; event: HistoryEvent }
  | { type: 'activity-finished'; instanceId: string; executionId: string; taskId: number; event: HistoryEvent }
  | { type: 'timer-fired'; instanceId: string; executionId: string; timerId: number; event: HistoryEvent }
  | { type: 'turn'; instanceId: string; executionId: string; consumed: number[]; outcome: TurnOutcome }
  | { type: 'instances-purged'; instanceIds: string[] }
);

/** A record as its creator knows it; the hub stamps the time. */
export type HubChange = HubRecord extends infer R
  ? R extends HubRecord
    ? Omit<R, 'atMs' | 'clockOffsetMs'>
    : never
  : never;

/** First line of a compacted journal. */
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
  /** Latest time recorded: the clock never goes back behind it. */
  atMs: number;
  clockOffsetMs: number;
}
