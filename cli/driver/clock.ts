/** The time by which orchestrations wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `ring` once `now()` has reached `atMs`. Returns what takes that back. */
  setAlarm(atMs: number, ring: () => void): () => void;
}

/** A longer wait would ring at once: timers of Node have 31 bits. */
const longestWaitMs = 2 ** 31 - 1;

export const wallClock: Clock = {
  now: Date.now,
  setAlarm(atMs, ring) {
    const timer = setTimeout(ring, Math.min(longestWaitMs, Math.max(0, atMs - Date.now())));
    return () => clearTimeout(timer);
  },
};
