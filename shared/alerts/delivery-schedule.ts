import type { Failure } from '../errors/failure.ts';
import type { PendingDelivery } from './pending-delivery.ts';

/** Tries before a delivery becomes a dead letter: with the delays below, after 32 hours. */
const mostAttempts = 24;
const firstDelayMs = 30_000;
const longestDelayMs = 2 * 3_600_000;
/** A sink may ask us to wait, but not so long that the alert is as good as lost. */
const longestRetryAfterMs = 24 * 3_600_000;

/** Milliseconds to wait after a failed try: doubled each time, up to two hours. */
export function deliveryDelay(attempts: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1));
}

/** The delivery after a try that failed: when to try again, or a dead letter. */
export function afterFailure(delivery: PendingDelivery, failure: Failure, now: string): PendingDelivery {
  const attempts = delivery.attempts + 1;
  return {
    ...delivery,
    attempts,
    lastError: describe(failure),
    nextAttemptAt: later(now, Math.max(askedDelay(failure), deliveryDelay(attempts))),
    dead: !failure.retryable || attempts >= mostAttempts,
    claimed: false,
  };
}

/** The delivery after a try of another one that failed at the same sink: it waits too, and has lost no try. */
export function putOff(delivery: PendingDelivery, failure: Failure, now: string): PendingDelivery {
  return {
    ...delivery,
    lastError: describe(failure),
    nextAttemptAt: later(now, Math.max(askedDelay(failure), firstDelayMs)),
  };
}

function askedDelay({ retryAfterMs }: Failure): number {
  return Math.min(longestRetryAfterMs, retryAfterMs ?? 0);
}

function describe({ code, message }: Failure): string {
  return `${code}: ${message}`.slice(0, 1000);
}

function later(now: string, delayMs: number): string {
  return new Date(Date.parse(now) + delayMs).toISOString();
}
