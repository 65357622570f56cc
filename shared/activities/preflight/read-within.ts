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

/** Waits for an answer. Never throws: what fails, or does not come in time, is a reading too. */
export type Read = <T>(act: () => Promise<T>) => Promise<Reading<T>>;

/** Waits for each answer at most `readingMs`. */
export const readWithin: Read = (act) => race(act, readingMs, `${readingMs / 1000} seconds`);

/** Waits for each answer at most `readingMs`, and for all of a table, from now on, at most `tableMs`. */
export function startTable(): Read {
  const end = performance.now() + tableMs;
  return async (act) => {
    const left = Math.max(end - performance.now(), 0);
    return left < readingMs
      ? race(act, left, `${tableMs / 1000} seconds, which is as long as all checks may take`)
      : readWithin(act);
  };
}

async function race<T>(act: () => Promise<T>, timeoutMs: number, within: string): Promise<Reading<T>> {
  if (timeoutMs <= 0) return noAnswer(within);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading<T>>((resolve) => {
    timer = setTimeout(() => resolve(noAnswer(within)), timeoutMs);
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

function noAnswer(within: string): Reading<never> {
  const message = `There was no answer within ${within}.`;
  return { ok: false, failure: { code: 'DeadlineExceeded', message, retryable: true, retryAfterMs: null } };
}
