import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities } from '../activities/create-activities.ts';
import type { Outcome } from '../activities/outcome.ts';
import { refuseCrossing } from '../runs/boundary.ts';
import { cancellation } from '../runs/conclude-run.ts';
import { after, backOff, hasPassed } from './back-off.ts';

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

/**
 * Calls an activity once, without retries. An input that is too large for Durable is a failure like those of the
 * activity: it must not end the orchestration.
 */
export function askOnce(context: OrchestrationContext): Ask {
  return function* ask<K extends keyof Activities>(name: K, input: Input<K>): Stretch<Answer<K>> {
    const failure = refuseCrossing(input, `What ${name} was to be given`);
    if (failure) return { ok: false, failure };
    return (yield context.df.callActivity(name, input)) as Answer<K>;
  };
}

/** Whether a call was not made, or not made again, because the run is to end early. */
export function isCancelled(answer: { ok: true } | { ok: false; failure: { code: string } }): boolean {
  return !answer.ok && answer.failure.code === cancellation.code;
}

/** Who calls activities: an orchestration, or a story, whose lines travel with the calls. */
export interface Caller {
  context: OrchestrationContext;
  /** As `askOnce`. */
  ask: Ask;
}

function callerOf(from: OrchestrationContext | Caller): Caller {
  return 'ask' in from ? from : { context: from, ask: askOnce(from) };
}

/**
 * Waits until a moment on a durable timer. Returns true when it sees that the run is cancelled: what waits is to end
 * then. A timer may fire up to a second early or at any time later, so the caller asks for the time itself. `wokenBy`
 * names an external event that ends the pause too. See pause.ts.
 */
export type Pause = (until: Date, wokenBy?: string) => Stretch<boolean>;

/**
 * Calls an activity until it succeeds or fails for good, or until `forMs` milliseconds after the first call.
 * `firstDelayMs` is the wait after the first failure. A cancel ends it only if `pause` sees cancels.
 */
export function askWithin(
  from: OrchestrationContext | Caller,
  forMs: number,
  firstDelayMs: number,
  pause?: Pause,
): Ask {
  const caller = callerOf(from);
  return (name, input) => {
    const deadline = after(caller.context.df.currentUtcDateTime, forMs);
    return askUntil(caller, deadline, firstDelayMs, pause)(name, input);
  };
}

/** The same with one deadline for all calls together. */
export function askUntil(
  from: OrchestrationContext | Caller,
  deadline: Date,
  firstDelayMs: number,
  pause?: Pause,
): Ask {
  return (name, input) => askPatiently(callerOf(from), name, input, { deadline, firstDelayMs, pause });
}

/**
 * How long we retry what must not be lost: what a run has found out, and its end. A storage account that is away for
 * longer is a matter for people, and the sweep takes up what is left.
 */
const insistenceMs = 24 * 60 * 60_000;

/** The longest wait between two such tries. It bounds how long after an outage the last of them comes. */
export const longestInsistentDelayMs = 10 * 60_000;

/**
 * Calls activities until each succeeds or fails for good, for a whole day from now on. A refusal is retried as long as
 * anything else: a firewall rule or a role that is missing now may be mended.
 */
export function insist(from: OrchestrationContext | Caller): Ask {
  const caller = callerOf(from);
  const deadline = after(caller.context.df.currentUtcDateTime, insistenceMs);
  const patience = { deadline, firstDelayMs: 5_000, longestDelayMs: longestInsistentDelayMs, refusalMs: insistenceMs };
  return (name, input) => askPatiently(caller, name, input, patience);
}

/**
 * A new role assignment needs some minutes to reach ARM or a cluster (Azure RBAC troubleshooting guide), so a refusal
 * is retried for this long. A later refusal is final.
 */
const roleAssignmentSettlesMs = 5 * 60_000;

interface Patience {
  deadline: Date;
  firstDelayMs: number;
  longestDelayMs?: number;
  /** How long a refusal is retried. */
  refusalMs?: number;
  pause?: Pause | undefined;
}

/**
 * Waits on durable timers between two tries, and as long as the server asked (Retry-After), but never past the deadline:
 * the last try is made there, however long the server would have us wait. A cancel is no reason to try again; where it says
 * that it is `retryable`, what was asked for may have been done.
 */
function* askPatiently<K extends keyof Activities>(
  { context, ask }: Caller,
  name: K,
  input: Input<K>,
  { deadline, firstDelayMs, longestDelayMs, refusalMs = roleAssignmentSettlesMs, pause }: Patience,
): Stretch<Answer<K>> {
  const startedMs = context.df.currentUtcDateTime.getTime();
  for (let attempt = 0; ; attempt++) {
    const answer = yield* ask(name, input);
    if (answer.ok || !answer.failure.retryable || isCancelled(answer)) return answer;
    const nowMs = context.df.currentUtcDateTime.getTime();
    const refusedTooLong = answer.failure.code === 'Forbidden' && nowMs - startedMs > refusalMs;
    if (refusedTooLong || hasPassed(nowMs, deadline.getTime())) return answer;
    const delayMs = Math.max(answer.failure.retryAfterMs ?? 0, backOff(firstDelayMs, attempt, longestDelayMs));
    const until = new Date(Math.min(nowMs + delayMs, deadline.getTime()));
    if (pause === undefined) yield context.df.createTimer(until);
    else if (yield* pause(until)) return { ok: false, failure: { ...answer.failure, ...cancellation } };
  }
}
