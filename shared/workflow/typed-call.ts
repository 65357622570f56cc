import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities } from '../activities/create-activities.ts';
import type { Outcome } from '../activities/outcome.ts';
import { after, backOff } from './back-off.ts';

/** A part of an orchestration: a generator that yields Durable tasks and returns a T. */
export type Stretch<T> = Generator<Task, T, unknown>;

type Input<K extends keyof Activities> = Parameters<Activities[K]>[0];

/** What an activity answers: its value, or the failure. */
export type Answer<K extends keyof Activities> = Outcome<Awaited<ReturnType<Activities[K]>>>;

/**
 * Calls an activity by its name, with the types of its function, which Durable does not know. Never throws for what the
 * activity does.
 */
export type Ask = <K extends keyof Activities>(name: K, input: Input<K>) => Stretch<Answer<K>>;

/** Calls an activity once, without retries. */
export function askOnce(context: OrchestrationContext): Ask {
  return function* ask<K extends keyof Activities>(name: K, input: Input<K>): Stretch<Answer<K>> {
    return (yield context.df.callActivity(name, input)) as Answer<K>;
  };
}

/**
 * Calls an activity until it succeeds or fails for good, or until `forMs` milliseconds after the first call.
 * `firstDelayMs` is the wait after the first failure.
 */
export function askWithin(context: OrchestrationContext, forMs: number, firstDelayMs: number): Ask {
  return (name, input) => askUntil(context, after(context.df.currentUtcDateTime, forMs), firstDelayMs)(name, input);
}

/** The same with one deadline for all calls together. */
export function askUntil(context: OrchestrationContext, deadline: Date, firstDelayMs: number): Ask {
  return (name, input) => askPatiently(context, name, input, { deadline, firstDelayMs });
}

/**
 * A new role assignment needs some minutes to reach ARM or a cluster (Azure RBAC troubleshooting guide), so a refusal
 * is retried for this long. A later refusal is final.
 */
const roleAssignmentSettlesMs = 5 * 60_000;

/** Waits on durable timers between two tries, and at least as long as the server asked (Retry-After). */
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
