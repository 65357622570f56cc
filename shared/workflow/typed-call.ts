import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities } from '../activities/create-activities.ts';
import type { Outcome } from '../ports/outcome.ts';
import { backOff } from './back-off.ts';

/** A stretch of an orchestration: yields Durable tasks, ends with a T. */
export type Stretch<T> = Generator<Task, T, unknown>;

type Input<K extends keyof Activities> = Parameters<Activities[K]>[0];
type Value<K extends keyof Activities> = Awaited<ReturnType<Activities[K]>> extends Outcome<infer T> ? T : never;

/** Calls an activity by its name, with the types of its definition: Durable itself knows neither. */
export function* call<K extends keyof Activities>(
  context: OrchestrationContext,
  name: K,
  input: Input<K>,
): Stretch<Outcome<Value<K>>> {
  return (yield context.df.callActivity(name, input)) as Outcome<Value<K>>;
}

/**
 * A role assignment may need up to five minutes to reach ARM or a cluster (Azure RBAC troubleshooting guide), so an
 * early refusal is not yet an answer. A later one is.
 */
const roleAssignmentSettlesMs = 5 * 60_000;

export interface Patience {
  deadline: Date;
  /** First delay between two tries, in milliseconds. */
  firstDelayMs: number;
}

/**
 * Calls an activity until it succeeds, fails for good, or the deadline passes; waits on durable timers in between and
 * honours what the server asked for (Retry-After).
 */
export function* callPatiently<K extends keyof Activities>(
  context: OrchestrationContext,
  name: K,
  input: Input<K>,
  patience: Patience,
): Stretch<Outcome<Value<K>>> {
  const startedMs = context.df.currentUtcDateTime.getTime();
  for (let attempt = 0; ; attempt++) {
    const outcome = yield* call(context, name, input);
    if (outcome.ok || !outcome.failure.retryable) return outcome;
    const nowMs = context.df.currentUtcDateTime.getTime();
    const refusedTooLong = outcome.failure.code === 'Forbidden' && nowMs - startedMs > roleAssignmentSettlesMs;
    const delayMs = Math.max(outcome.failure.retryAfterMs ?? 0, backOff(patience.firstDelayMs, attempt));
    if (refusedTooLong || nowMs + delayMs > patience.deadline.getTime()) return outcome;
    yield context.df.createTimer(new Date(nowMs + delayMs));
  }
}
