import type { Failure } from '../errors/failure.ts';
import { shorten } from '../plain/shorten.ts';
import type { Delivery } from './delivery.ts';

/** Tries before a delivery becomes a dead letter: with the delays below, this takes about 32 hours. */
const mostAttempts = 24;
const firstDelayMs = 30_000;
const longestDelayMs = 2 * 3_600_000;
/** A sink may ask us to wait, but not so long that the alert would come too late to be of use. */
const longestRetryAfterMs = 24 * 3_600_000;

/** Milliseconds to wait after try number `attempts` has failed: the delay doubles each time, up to `longestDelayMs`. */
export function deliveryDelay(attempts: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1));
}

/** The delivery after a failed try at `now` (ISO 8601): either with the time of its next try, or as a dead letter. */
export function afterFailure(delivery: Delivery, failure: Failure, now: string): Delivery {
  const attempts = delivery.attempts + 1;
  const dead = !failure.retryable || attempts >= mostAttempts;
  return {
    ...delivery,
    attempts,
    lastError: describe(failure),
    nextAttemptAt: later(now, Math.max(askedDelay(failure), deliveryDelay(attempts))),
    dead,
    ...(dead && { diedAt: now }),
    claimed: false,
  };
}

/** A dead letter that is to be tried again from `now` (ISO 8601) on, as often as a new one. What it died of stays. */
export function afterReplay(delivery: Delivery, now: string): Delivery {
  const { diedAt: _over, ...rest } = delivery;
  return { ...rest, attempts: 0, nextAttemptAt: now, dead: false, claimed: false };
}

/** The delivery after another one has failed at the same sink: it waits too, but keeps its number of tries. */
export function putOff(delivery: Delivery, failure: Failure, now: string): Delivery {
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
  return shorten(`${code}: ${message}`, 1000);
}

function later(now: string, delayMs: number): string {
  return new Date(Date.parse(now) + delayMs).toISOString();
}
