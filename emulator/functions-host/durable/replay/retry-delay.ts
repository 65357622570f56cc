import type { RetryOptions } from './orchestrator-action.ts';

/** One tick of .NET's clock rounds to nothing in milliseconds: the timer after the last attempt fires at once. */
const immediatelyMs = 0;

/**
 * Milliseconds to wait after `failedAttempts` failures; undefined when the retry timeout has passed (no more timers).
 * After the last attempt DurableTask.Core still makes one timer, at once: earlier versions waited in full, and
 * leaving it out would break the histories that those wrote.
 */
export function retryDelayMs(options: RetryOptions, failedAttempts: number, elapsedMs: number): number | undefined {
  if (options.retryTimeoutInMilliseconds !== undefined && elapsedMs >= options.retryTimeoutInMilliseconds) {
    return undefined;
  }
  if (failedAttempts >= options.maxNumberOfAttempts) return immediatelyMs;
  const grown = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failedAttempts - 1);
  return Math.min(grown, options.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY);
}
