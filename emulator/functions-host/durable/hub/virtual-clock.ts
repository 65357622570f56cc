import type { Clock } from '../../../seams/clock.ts';

/**
 * The task hub's time. It runs as real time does, and `speed` times as fast while it is idle: while no function of
 * an orchestration runs and a durable timer is all that there is to wait for. It never goes back, and an idle clock
 * stands still at the timer that it waits for: on a busy machine that timer comes late, and what it was to wake must not
 * find minutes gone that nobody had.
 */
export interface VirtualClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** What a restart needs to go on from here, milliseconds ahead of real time. */
  offsetMs(): number;
  setIdle(idle: boolean): void;
  /** Moves time on to `atMs`, if that is ahead. */
  skipTo(atMs: number): void;
  /** Calls `run` once when this clock shows `atMs`, at today's pace; the function returned cancels it. One at a time. */
  at(atMs: number, longestDelayMs: number, run: () => void): () => void;
}

export interface VirtualClockStart {
  speed: number;
  offsetMs: number;
  /** The clock starts no earlier than this. */
  notBeforeMs: number;
}

export function createVirtualClock(real: Clock, { speed, offsetMs, notBeforeMs }: VirtualClockStart): VirtualClock {
  let realBase = real.now();
  let base = Math.max(realBase + offsetMs, notBeforeMs);
  let pace = 1;
  let nextTimerMs = Number.POSITIVE_INFINITY;
  const now = () => {
    const passed = base + Math.max(0, real.now() - realBase) * pace;
    return Math.round(pace > 1 ? Math.min(passed, Math.max(base, nextTimerMs)) : passed);
  };
  const rebase = (atMs: number) => {
    base = atMs;
    realBase = real.now();
  };
  return {
    now,
    offsetMs: () => now() - real.now(),
    setIdle(idle) {
      const next = idle ? speed : 1;
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
