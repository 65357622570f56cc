import type { HistoryEvent } from './history-event.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

const finishedStatuses: readonly RuntimeStatus[] = ['Completed', 'Failed', 'Terminated'];
export const isFinished = (status: RuntimeStatus): boolean => finishedStatuses.includes(status);

/** The parent to which a sub-orchestration reports. */
export interface ParentLink {
  name: string;
  instanceId: string;
  executionId: string;
  taskId: number;
}

export interface NewInstance {
  instanceId: string;
  executionId: string;
  name: string;
  version: string;
  /** JSON text. */
  inputJson: string | null;
  parent: ParentLink | null;
  /** The place in a trace below which its executions stand; absent without tracing. */
  traceParent?: string;
}

export interface PendingActivity {
  taskId: number;
  name: string;
  /** A JSON array with the one argument, as in TaskScheduled. */
  inputJson: string;
}

export interface PendingTimer {
  timerId: number;
  /** Milliseconds since the epoch, by the hub's clock. */
  fireAtMs: number;
  /** When its message can be read, which may be before its time; see schedule-work.ts. */
  visibleAtMs: number;
}

/** An event that waits for the next turn of the instance. */
export interface InboxMessage {
  sequence: number;
  event: HistoryEvent;
}

/** Everything that the task hub stores about one orchestration instance. */
export interface Instance extends NewInstance {
  status: RuntimeStatus;
  /** A JSON value; null until the orchestrator sets one. */
  customStatus: unknown;
  outputJson: string | null;
  createdAtMs: number;
  updatedAtMs: number;
  history: HistoryEvent[];
  inbox: InboxMessage[];
  activities: PendingActivity[];
  timers: PendingTimer[];
}
