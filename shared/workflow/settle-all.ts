import type { OrchestrationContext, Task } from 'durable-functions';
import type { Stretch } from './typed-call.ts';

/** How a task ended: with its value, or with the reason why it has none. */
export type Settled<T> = { ok: true; value: T } | { ok: false; reason: string };

/**
 * Starts all tasks at once and waits until each has ended, whatever becomes of the others. `Task.all` alone throws at
 * the first task that fails and loses the rest. The SDK starts the tasks with the `Task.all` that they are part of, and
 * none a second time when it is waited for by itself. Never throws.
 */
export function* settleAll<T>(context: OrchestrationContext, tasks: Task[]): Stretch<Settled<T>[]> {
  if (tasks.length === 0) return [];
  try {
    yield context.df.Task.all(tasks);
  } catch {
    // Which task failed, and why, is asked of each below.
  }
  const ends: Settled<T>[] = [];
  for (const task of tasks) ends.push(yield* settle<T>(task));
  return ends;
}

/** Waits for one task. Never throws. */
export function* settle<T>(task: Task): Stretch<Settled<T>> {
  try {
    return { ok: true, value: (yield task) as T };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'for no reason given' };
  }
}
