import type { Clock } from '../../../seams/clock.ts';
import { kubernetesTime } from '../../api/kubernetes-time.ts';

/** The timers of one emulated cluster. All of them end together with the cluster. */
export interface Timeline {
  /** Milliseconds since the epoch, by the emulator's clock. */
  now(): number;
  /** The time as `metav1.Time` has it: RFC 3339 with whole seconds. */
  timestamp(): string;
  /**
   * Runs `run` after a duration of the platform (boot, pull, start, grace). It is in emulated milliseconds and is divided by
   * the cluster's speed. Returns a function that cancels it.
   */
  platform(emulatedMs: number, run: () => void): () => void;
  /** Converts such a duration to milliseconds of the clock. */
  platformMs(emulatedMs: number): number;
  /**
   * Runs `run` after a duration that a user asked for (deadline, time to live, sleep). It is not divided
   * by the speed. Returns a function that cancels it.
   */
  exactly(ms: number, run: () => void): () => void;
  /** Cancels every timer. Timers that are set later never run. */
  stop(): void;
}

/** Node runs a longer timer at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Creates the timers of a cluster. `speed` is the number of emulated milliseconds in each millisecond of the clock. */
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

/** The durations of the platform, in emulated milliseconds. */
export const durations = {
  nodeBoot: 60_000,
  ordinaryStart: 1_500,
  kataStart: 4_000,
  firstPull: 4_000,
  laterPull: 400,
  /** The pause between two attempts to create a sandbox. */
  sandboxRetry: 14_000,
  /** The first pause between image pulls or restarts. It doubles each time, up to `backOffCap`. */
  backOff: 10_000,
  backOffCap: 300_000,
  nodeShutdown: 5_000,
  addonReconcile: 60_000,
  /** What is in a namespace stays for so long after its deletion (namespace_controller.go: namespaceDeletionGracePeriod). */
  namespaceDeletionGrace: 5_000,
} as const;
