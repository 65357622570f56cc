/** Milliseconds since the epoch, in the year 2286: run ids count down from here. */
const horizonMs = 9_999_999_999_999;

/**
 * Creates a run id from the time `nowMs` (milliseconds since the epoch) and `random` (lower-case letters and digits,
 * which also distinguish runs of the same millisecond). The id begins with the time left until the horizon, so that ids
 * sort newest first: Azure Tables list only in ascending order.
 */
export function createRunId(nowMs: number, random: string): string {
  return `${countDown(nowMs)}-${random}`;
}

/** The time left until the horizon, as text: of two moments (milliseconds since the epoch) the later one sorts first. */
export function countDown(ms: number): string {
  return String(horizonMs - ms).padStart(13, '0');
}

/** Whether a text has the form of a run id. A text without it needs no query. */
export function isRunId(text: string): boolean {
  return /^\d{13}-[a-z0-9]{8,12}$/.test(text);
}
