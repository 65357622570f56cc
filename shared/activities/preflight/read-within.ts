import { AsyncLocalStorage } from 'node:async_hooks';
import { toFailure } from '../../errors/failure.ts';
import type { Reading } from '../../preflight/reading.ts';

/**
 * How long a check waits for one answer, in milliseconds: a caller waits for the table. Ports allow their calls more time,
 * because others wait on durable timers.
 */
export const readingMs = 8_000;

/**
 * How long a table waits for all answers, in milliseconds: some questions come from answers to others, and four that each
 * come at the last moment would keep the caller for half a minute.
 */
export const tableMs = 16_000;

const tableEnds = new AsyncLocalStorage<number>();

/** Makes a table of checks: what `readWithin` waits for meanwhile ends when the time of the table does. */
export function withinTable<T>(make: () => Promise<T>): Promise<T> {
  return tableEnds.run(performance.now() + tableMs, make);
}

/**
 * Waits for an answer at most `readingMs`, and no longer than the table may take. Never throws: what fails, or does not come
 * in time, is a reading too.
 */
export async function readWithin<T>(act: () => Promise<T>): Promise<Reading<T>> {
  const left = (tableEnds.getStore() ?? Number.POSITIVE_INFINITY) - performance.now();
  if (left <= 0) return noAnswer(left);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading<T>>((resolve) => {
    timer = setTimeout(() => resolve(noAnswer(left)), Math.min(readingMs, left));
  });
  try {
    return await Promise.race([answerOf(act), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf<T>(act: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

function noAnswer(left: number): Extract<Reading<never>, { ok: false }> {
  const message =
    left < readingMs
      ? `There was no answer before the ${tableMs / 1000} seconds were over that all checks together may take.`
      : `There was no answer within ${readingMs / 1000} seconds.`;
  return { ok: false, failure: { code: 'DeadlineExceeded', message, retryable: true, retryAfterMs: null } };
}
