/**
 * Milliseconds to wait after try number `attempt` (the first is 0): each wait is half as long again as the one before,
 * and at most `longestDelayMs`, which is four times the first unless given. There is no jitter, because an orchestrator
 * must decide the same on every replay.
 */
export function backOff(firstDelayMs: number, attempt: number, longestDelayMs = 4 * firstDelayMs): number {
  return Math.round(Math.min(longestDelayMs, firstDelayMs * 1.5 ** attempt));
}

/** The moment `ms` milliseconds after `start`. */
export function after(start: Date, ms: number): Date {
  return new Date(start.getTime() + ms);
}
