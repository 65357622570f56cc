import type { Clock } from '../../../seams/clock.ts';
import { kubernetesTime } from '../../api/kubernetes-time.ts';

/** The timers of one emulated cluster: they all end with it. */
export interface Timeline {
  /** Milliseconds since the epoch, on the emulator's clock. */
  now(): number;
  /** RFC 3339 with seconds, as `metav1.Time`. */
  timestamp(): string;
  /** A duration of the platform (boot, pull, start): emulated milliseconds, divided by the cluster's speed. */
  platform(emulatedMs: number, run: () => void): () => void;
  /** How long such a duration really takes. */
  platformMs(emulatedMs: number): number;
  /** A duration that somebody asked for (deadline, time to live, grace, sleep): not divided. */
  exactly(ms: number, run: () => void): () => void;
  /** Cancels every timer; later ones never run. */
  stop(): void;
}

/** Beyond it, timers of Node fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export function createTimeline(clock: Clock, speed: number): Timeline {
  const cancels = new Set<() => void>();
  let stopped = false;
  const exactly = (ms: number, run: () => void) => {
    let cancel = () => {};
    const arm = (leftMs: number) => {
      if (stopped) return;
      const step = Math.min(leftMs, longestTimerMs);
      cancel = clock.after(step, () => {
        cancels.delete(cancel);
        if (leftMs > step) arm(leftMs - step);
        else run();
      });
      cancels.add(cancel);
    };
    arm(ms);
    return () => {
      cancels.delete(cancel);
      cancel();
    };
  };
  return {
    exactly,
    now: () => clock.now(),
    timestamp: () => kubernetesTime(clock.now()),
    platform: (emulatedMs, run) => exactly(emulatedMs / speed, run),
    platformMs: (emulatedMs) => emulatedMs / speed,
    stop() {
      stopped = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}

/** Emulated milliseconds of what a platform takes its time for. */
export const durations = {
  nodeBoot: 60_000,
  ordinaryStart: 1_500,
  kataStart: 4_000,
  firstPull: 4_000,
  laterPull: 400,
  /** Between two tries to make a sandbox. */
  sandboxRetry: 14_000,
  /** First back-off of image pulls and restarts; doubles up to `backOffCap`. */
  backOff: 10_000,
  backOffCap: 300_000,
  nodeShutdown: 5_000,
  addonReconcile: 60_000,
} as const;
