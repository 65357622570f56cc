/**
 * Milliseconds to wait before try number `attempt + 2`: half as long again each time, at most four times the first.
 * No jitter: an orchestrator must decide the same on every replay, and pools are slow enough to need none.
 */
export function backOff(firstDelayMs: number, attempt: number): number {
  return Math.round(firstDelayMs * Math.min(4, 1.5 ** attempt));
}

/** The moment `ms` milliseconds after `start`. */
export function after(start: Date, ms: number): Date {
  return new Date(start.getTime() + ms);
}
