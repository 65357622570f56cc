import { toFailure } from '../../errors/failure.ts';
import type { Reading } from '../../preflight/reading.ts';

/**
 * How long a check waits for one answer, in milliseconds: a caller waits for the table. Ports allow their calls more time,
 * because others wait on durable timers.
 */
export const readingMs = 8_000;

/** Waits for an answer at most `timeoutMs`. Never throws: what fails, or does not come in time, is a reading too. */
export async function readWithin<T>(act: () => Promise<T>, timeoutMs = readingMs): Promise<Reading<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading<T>>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, failure: noAnswer(timeoutMs) }), timeoutMs);
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

function noAnswer(timeoutMs: number) {
  const message = `There was no answer within ${timeoutMs / 1000} seconds.`;
  return { code: 'DeadlineExceeded', message, retryable: true, retryAfterMs: null };
}
