/**
 * The kinds of history events. The numbers are those of DurableTask.Core's `EventType`, which the JavaScript SDK reads.
 */
export const eventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionFailed: 2,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventRaised: 15,
  ContinueAsNew: 16,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

type Kind = typeof eventType;

interface EventBase {
  /** The id of the action that the event confirms; -1 when it confirms none. */
  EventId: number;
  IsPlayed: boolean;
  /** ISO 8601, by the task hub's clock. */
  Timestamp: string;
}

export interface ExecutionStarted extends EventBase {
  EventType: Kind['ExecutionStarted'];
  Name: string;
  Version: string;
  /** JSON text. */
  Input: string | null;
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  ParentInstance: ParentInstance | null;
  Tags: null;
}

export interface ParentInstance {
  Name: string;
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  TaskScheduleId: number;
}

export interface TaskScheduled extends EventBase {
  EventType: Kind['TaskScheduled'];
  Name: string;
  Version: string;
  /** A JSON array with the one argument. */
  Input: string;
}

interface Succeeded<T> extends EventBase {
  EventType: T;
  TaskScheduledId: number;
  /** JSON text; null means undefined. */
  Result: string | null;
}

interface Failed<T> extends EventBase {
  EventType: T;
  TaskScheduledId: number;
  Reason: string;
  Details: string;
}

export type TaskCompleted = Succeeded<Kind['TaskCompleted']>;
export type TaskFailed = Failed<Kind['TaskFailed']>;
export type SubOrchestrationCompleted = Succeeded<Kind['SubOrchestrationInstanceCompleted']>;
export type SubOrchestrationFailed = Failed<Kind['SubOrchestrationInstanceFailed']>;

export interface SubOrchestrationCreated extends EventBase {
  EventType: Kind['SubOrchestrationInstanceCreated'];
  Name: string;
  Version: string;
  InstanceId: string;
  Input: string | null;
}

export interface TimerCreated extends EventBase {
  EventType: Kind['TimerCreated'];
  FireAt: string;
}

export interface TimerFired extends EventBase {
  EventType: Kind['TimerFired'];
  TimerId: number;
  FireAt: string;
}

export interface EventRaised extends EventBase {
  EventType: Kind['EventRaised'];
  Name: string;
  /** JSON text. */
  Input: string | null;
}

export interface ExecutionCompleted extends EventBase {
  EventType: Kind['ExecutionCompleted'];
  OrchestrationStatus: string;
  Result: string | null;
}

/**
 * Events that have at most a reason: the start and end of a turn, suspend, resume and terminate. ExecutionFailed is
 * this host's own veto.
 */
export interface Marker extends EventBase {
  EventType:
    | Kind['OrchestratorStarted']
    | Kind['OrchestratorCompleted']
    | Kind['ExecutionTerminated']
    | Kind['ExecutionSuspended']
    | Kind['ExecutionResumed']
    | Kind['ExecutionFailed'];
  Reason?: string;
}

export type HistoryEvent =
  | ExecutionStarted
  | TaskScheduled
  | TaskCompleted
  | TaskFailed
  | SubOrchestrationCreated
  | SubOrchestrationCompleted
  | SubOrchestrationFailed
  | TimerCreated
  | TimerFired
  | EventRaised
  | ExecutionCompleted
  | Marker;

/**
 * Builds the three members that every event has. `atMs` is in milliseconds since the epoch. `eventId` is -1 when no
 * action is confirmed.
 */
export function eventBase(atMs: number, eventId = -1): EventBase {
  return { EventId: eventId, IsPlayed: false, Timestamp: new Date(atMs).toISOString() };
}

/** Builds an event that has at most a reason. `atMs` is in milliseconds since the epoch. */
export function marker(kind: Marker['EventType'], atMs: number, reason?: string): Marker {
  return { EventType: kind, ...eventBase(atMs), ...(reason === undefined ? {} : { Reason: reason }) };
}
