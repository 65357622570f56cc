/** Every emulated delay uses a clock, so that tests can step the time instead of sleeping. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, after `delayMs`. Returns a function that cancels the call. */
  after(delayMs: number, run: () => void): () => void;
}

/** The longest delay that setTimeout supports, in milliseconds. A longer wait must be armed again. */
export const longestTimeoutMs = 2_147_483_647;

export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

export interface SteppedClock extends Clock {
  /** Moves the time forward and runs what is due, in order. Promises can settle between two runs. */
  advance(ms: number): Promise<void>;
}

/** Creates a clock whose time only `advance` moves. `startMs` is in milliseconds since the epoch. */
export function createSteppedClock(startMs: number): SteppedClock {
  let nowMs = startMs;
  let sequence = 0;
  const due = new Map<number, { at: number; run: () => void }>();
  const next = (until: number) =>
    [...due].filter(([, timer]) => timer.at <= until).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const id = sequence++;
      due.set(id, { at: nowMs + Math.max(0, delayMs), run });
      return () => void due.delete(id);
    },
    async advance(ms) {
      const until = nowMs + ms;
      for (let timer = next(until); timer; timer = next(until)) {
        due.delete(timer[0]);
        nowMs = timer[1].at;
        timer[1].run();
        await new Promise(setImmediate);
      }
      nowMs = until;
    },
  };
}
