import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../seams/clock.ts';

export interface OperationError {
  code: string;
  message: string;
}

/** A long-running operation, as its status URL shows it. */
export interface Operation {
  /** GUID. */
  id: string;
  subscriptionId: string;
  location: string;
  /** Free text while it runs; `Succeeded`, `Failed` or `Canceled` once it has ended. */
  status: string;
  startedAtMs: number;
  endedAtMs: number | null;
  error: OperationError | null;
}

/** What an operation shows and does, and when. Times are emulated milliseconds since its start. */
export interface OperationPlan {
  stages: { afterMs: number; status?: string; run?: () => void }[];
  endsAfterMs: number;
  /** The error with which the operation ends; null or absent when it succeeds. */
  error?: OperationError | null;
  /** Called at the end with the error, or with null after success. It is not called after `cancel`. */
  end(error: OperationError | null): void;
}

export interface Operations {
  start(place: { subscriptionId: string; location: string }, plan: OperationPlan): Operation;
  read(subscriptionId: string, id: string): Operation | null;
  /**
   * Stops a running operation. Its status becomes Canceled, or Failed with `error` when another operation replaced it.
   * `end` is not called.
   */
  cancel(operation: Operation, error?: OperationError): void;
  /** Stops every timer. */
  stop(): void;
}

/** ARM keeps ended operations for a while, in emulated milliseconds. Later requests get 404. */
const retentionMs = 24 * 3_600_000;

/**
 * Creates the store of long-running operations. `speed` is the number of emulated milliseconds in each millisecond of
 * the clock.
 */
export function createOperations(clock: Clock, speed: number): Operations {
  const operations = new Map<string, Operation>();
  const timers = new Map<string, (() => void)[]>();
  const schedule = (id: string, afterMs: number, run: () => void) => {
    timers.set(id, [...(timers.get(id) ?? []), clock.after(afterMs / speed, run)]);
  };
  const stopTimers = (id: string) => {
    for (const stopTimer of timers.get(id) ?? []) stopTimer();
    timers.delete(id);
  };
  const finish = (operation: Operation, status: string, error: OperationError | null) => {
    stopTimers(operation.id);
    Object.assign(operation, { status, error, endedAtMs: clock.now() });
    schedule(operation.id, retentionMs, () => operations.delete(operation.id));
  };

  return {
    start(place, plan) {
      const id = randomUUID();
      const startedAtMs = clock.now();
      const operation: Operation = { id, ...place, status: 'InProgress', startedAtMs, endedAtMs: null, error: null };
      operations.set(id, operation);
      for (const stage of plan.stages)
        schedule(id, stage.afterMs, () => {
          if (stage.status) operation.status = stage.status;
          stage.run?.();
        });
      schedule(id, plan.endsAfterMs, () => {
        const error = plan.error ?? null;
        finish(operation, error ? 'Failed' : 'Succeeded', error);
        plan.end(error);
      });
      return operation;
    },
    read(subscriptionId, id) {
      const operation = operations.get(id.toLowerCase());
      return operation?.subscriptionId.toLowerCase() === subscriptionId.toLowerCase() ? operation : null;
    },
    cancel(operation, error) {
      if (operation.endedAtMs === null) finish(operation, error ? 'Failed' : 'Canceled', error ?? null);
    },
    stop() {
      for (const id of [...timers.keys()]) stopTimers(id);
    },
  };
}
