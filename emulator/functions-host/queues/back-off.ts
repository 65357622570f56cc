import { shortestPollMs } from '../app/queue-settings.ts';

/** Says how long to wait before the next poll, in milliseconds. */
export type BackOff = (foundSinceLastWait: boolean) => number;

/** How far a wait may be from the doubled one before it (RandomizedExponentialBackoffStrategy). */
const spread = 0.2;

/**
 * Creates the Storage extension's waits between polls of an empty queue: the shortest one after a message, then about
 * twice as long each time, up to `maxMs`. `random` returns a number from 0 to 1.
 */
export function createBackOff(maxMs: number, random: () => number): BackOff {
  let currentMs = 0;
  let exponent = 0;
  return (foundSinceLastWait) => {
    if (foundSinceLastWait) {
      currentMs = shortestPollMs;
      exponent = 1;
    } else if (currentMs !== maxMs) {
      const factor = 1 - spread + 2 * spread * random();
      const growth = exponent > 0 ? factor * 2 ** (exponent - 1) * shortestPollMs : 0;
      currentMs = Math.min(shortestPollMs + growth, maxMs);
      if (currentMs < maxMs) exponent++;
    }
    return currentMs;
  };
}
