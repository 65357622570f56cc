/**
 * Milliseconds to wait after try number `attempt` (the first is 0): each wait is half as long again as the one before,
 * and at most `longestDelayMs`, which is four times the first unless given. There is no jitter, because an orchestrator
 * must decide the same on every replay.
 */
export function backOff(firstDelayMs: number, attempt: number, longestDelayMs = 4 * firstDelayMs): number {
  return Math.round(Math.min(longestDelayMs, firstDelayMs * 1.5 ** attempt));
}

/** Azure makes pools and clusters in minutes: between two looks at one there is a minute, unless its event comes. */
const longestLookMs = 60_000;

/**
 * Milliseconds to wait after look number `attempt` at something slow (the first is 0): as with backOff, but never longer
 * than a minute unless the first interval is. So a wait ends within a minute of what it waits for.
 */
export function nextLook(firstDelayMs: number, attempt: number): number {
  return backOff(firstDelayMs, attempt, Math.max(firstDelayMs, Math.min(4 * firstDelayMs, longestLookMs)));
}

/**
 * Milliseconds from the request for a pool or cluster, or for its removal, to the first look at what has become of that, where
 * looks are `pollMs` apart: three intervals. AKS is hardly sooner, and its event ends the wait; a look costs eight events of
 * the run's history.
 */
export function lookAfterRequest(pollMs: number): number {
  return 3 * pollMs;
}

/** Milliseconds until the first repetition of a call that failed, where looks are `pollMs` apart: a failure is no state to wait for. */
export function retryDelay(pollMs: number): number {
  return Math.min(pollMs, 15_000);
}

/** The moment `ms` milliseconds after `start`. */
export function after(start: Date, ms: number): Date {
  return new Date(start.getTime() + ms);
}

/** Durable's timers may fire up to a second early on Azure Storage, and a shorter timer fires at once. */
const timerEarlyMs = 1_000;

/** When a timer must be set that is not to fire before `moment`. Nothing else may be paced or spared by a timer. */
export function notBefore(moment: Date): Date {
  return after(moment, timerEarlyMs);
}

/**
 * Whether a deadline has passed at `nowMs`, or is so near that a timer for the rest would not wait for it. Loops that
 * end here do not spin before their deadline. Both are milliseconds since the epoch.
 */
export function hasPassed(nowMs: number, deadlineMs: number): boolean {
  return nowMs + timerEarlyMs > deadlineMs;
}
