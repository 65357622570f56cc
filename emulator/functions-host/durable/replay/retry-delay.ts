import type { RetryOptions } from './orchestrator-action.ts';

/** After the last attempt .NET waits one tick, which is zero in whole milliseconds. */
const immediatelyMs = 0;

/**
 * Returns the milliseconds to wait after `failedAttempts` failures, or undefined when the retry timeout has passed and
 * no timer follows. After the last attempt DurableTask.Core still makes one timer, which fires at once. Earlier
 * versions waited in full, and without this timer the histories that they wrote could not be replayed.
 */
export function retryDelayMs(options: RetryOptions, failedAttempts: number, elapsedMs: number): number | undefined {
  if (options.retryTimeoutInMilliseconds !== undefined && elapsedMs >= options.retryTimeoutInMilliseconds) {
    return undefined;
  }
  if (failedAttempts >= options.maxNumberOfAttempts) return immediatelyMs;
  const grown = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failedAttempts - 1);
  return Math.min(grown, options.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY);
}
