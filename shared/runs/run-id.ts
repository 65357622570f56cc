/** Milliseconds of the year 2286: what a run id counts down from. */
const horizonMs = 9_999_999_999_999;

/**
 * Names a run so that ids sort newest first, which Azure Tables list best: the time left until the horizon (13
 * digits), then `random` (lower-case letters and digits; also tells apart runs of the same millisecond).
 */
export function createRunId(nowMs: number, random: string): string {
  return `${String(horizonMs - nowMs).padStart(13, '0')}-${random}`;
}

/** Whether a text has the shape of a run id; anything else need not be looked up. */
export function isRunId(text: string): boolean {
  return /^\d{13}-[a-z0-9]{8,12}$/.test(text);
}
