import type { Clock } from '../../../seams/clock.ts';

/**
 * The time of the task hub. It runs like real time, but `speed` times as fast while it is idle: while no orchestrator
 * or activity runs and a durable timer is pending. It never goes back. An idle clock stops at the timer for which it
 * waits. On a busy machine that timer fires late, and the orchestration must not see time pass that nobody used.
 */
export interface VirtualClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** How many milliseconds this clock is ahead of real time. A restart needs it to continue from here. */
  offsetMs(): number;
  setIdle(idle: boolean): void;
  /** Sets the time forward to `atMs`. Does nothing when that is in the past. */
  skipTo(atMs: number): void;
  /**
   * Calls `run` once, when this clock shows `atMs` at its current pace, but after at most `longestDelayMs` of real
   * time. The caller must therefore check the time and call `at` again if it was early. Returns a function that cancels
   * the call. Only one call can be pending.
   */
  at(atMs: number, longestDelayMs: number, run: () => void): () => void;
}

export interface VirtualClockStart {
  speed: number;
  offsetMs: number;
  /** The clock starts at this time or later, in milliseconds since the epoch. */
  notBeforeMs: number;
  /**
   * Whether it is `speed` times as fast at all times, also while something runs, and waits for no timer: then it keeps in
   * step with an emulated Azure of that speed, and what the app does takes so many times longer by it.
   */
  steady?: boolean;
}

/**
 * Creates the clock on top of real time. `speed` is the number of this clock's milliseconds in each real millisecond
 * while it is idle.
 */
export function createVirtualClock(real: Clock, start: VirtualClockStart): VirtualClock {
  const { speed, offsetMs, notBeforeMs, steady = false } = start;
  let realBase = real.now();
  let base = Math.max(realBase + offsetMs, notBeforeMs);
  let pace = steady ? speed : 1;
  let nextTimerMs = Number.POSITIVE_INFINITY;
  const now = () => {
    const passed = base + Math.max(0, real.now() - realBase) * pace;
    return Math.round(pace > 1 && !steady ? Math.min(passed, Math.max(base, nextTimerMs)) : passed);
  };
  const rebase = (atMs: number) => {
    base = atMs;
    realBase = real.now();
  };
  return {
    now,
    offsetMs: () => now() - real.now(),
    setIdle(idle) {
      const next = idle || steady ? speed : 1;
      if (next === pace) return;
      rebase(now());
      pace = next;
    },
    skipTo(atMs) {
      if (atMs > now()) rebase(atMs);
    },
    at(atMs, longestDelayMs, run) {
      nextTimerMs = atMs;
      return real.after(Math.min(Math.max(0, Math.ceil((atMs - now()) / pace)), longestDelayMs), () => {
        rebase(now());
        nextTimerMs = Number.POSITIVE_INFINITY;
        run();
      });
    },
  };
}
