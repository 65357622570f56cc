import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities } from '../activities/create-activities.ts';
import type { Outcome } from '../activities/outcome.ts';
import { after, backOff } from './back-off.ts';

/** A stretch of an orchestration: yields Durable tasks, ends with a T. */
export type Stretch<T> = Generator<Task, T, unknown>;

type Input<K extends keyof Activities> = Parameters<Activities[K]>[0];

/** What an activity answers: its value, or why there is none. */
export type Answer<K extends keyof Activities> = Outcome<Awaited<ReturnType<Activities[K]>>>;

/** Asks an activity by its name, with the types of its definition: Durable itself knows neither. */
export type Ask = <K extends keyof Activities>(name: K, input: Input<K>) => Stretch<Answer<K>>;

/** Asks once. */
export function askOnce(context: OrchestrationContext): Ask {
  return function* ask<K extends keyof Activities>(name: K, input: Input<K>): Stretch<Answer<K>> {
    return (yield context.df.callActivity(name, input)) as Answer<K>;
  };
}

/**
 * Binds an orchestration's patience: asks until the activity succeeds or fails for good, or until `forMs` milliseconds
 * after the question. `firstDelayMs` is the first wait between two tries.
 */
export function askWithin(context: OrchestrationContext, forMs: number, firstDelayMs: number): Ask {
  return (name, input) => askUntil(context, after(context.df.currentUtcDateTime, forMs), firstDelayMs)(name, input);
}

/** The same with one end for all that is asked. */
export function askUntil(context: OrchestrationContext, deadline: Date, firstDelayMs: number): Ask {
  return (name, input) => askPatiently(context, name, input, { deadline, firstDelayMs });
}

/**
 * A role assignment may need up to five minutes to reach ARM or a cluster (Azure RBAC troubleshooting guide), so an
 * early refusal is not yet an answer. A later one is.
 */
const roleAssignmentSettlesMs = 5 * 60_000;

/** Waits on durable timers between two tries, and honours what the server asked for (Retry-After). */
function* askPatiently<K extends keyof Activities>(
  context: OrchestrationContext,
  name: K,
  input: Input<K>,
  patience: { deadline: Date; firstDelayMs: number },
): Stretch<Answer<K>> {
  const ask = askOnce(context);
  const startedMs = context.df.currentUtcDateTime.getTime();
  for (let attempt = 0; ; attempt++) {
    const answer = yield* ask(name, input);
    if (answer.ok || !answer.failure.retryable) return answer;
    const nowMs = context.df.currentUtcDateTime.getTime();
    const refusedTooLong = answer.failure.code === 'Forbidden' && nowMs - startedMs > roleAssignmentSettlesMs;
    const delayMs = Math.max(answer.failure.retryAfterMs ?? 0, backOff(patience.firstDelayMs, attempt));
    if (refusedTooLong || nowMs + delayMs > patience.deadline.getTime()) return answer;
    yield context.df.createTimer(new Date(nowMs + delayMs));
  }
}
