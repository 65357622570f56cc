/**
 * Milliseconds to wait after try number `attempt` (the first is 0): each wait is half as long again as the one before,
 * and at most four times the first. There is no jitter, because an orchestrator must decide the same on every replay.
 */
export function backOff(firstDelayMs: number, attempt: number): number {
  return Math.round(firstDelayMs * Math.min(4, 1.5 ** attempt));
}

/** The moment `ms` milliseconds after `start`. */
export function after(start: Date, ms: number): Date {
  return new Date(start.getTime() + ms);
}
