import { type Clock, longestTimeoutMs } from '../../seams/clock.ts';
import type { InvokeFunction } from '../app/invoke-function.ts';
import type { LoadedFunction } from '../app/load-app.ts';
import type { Log } from '../app/log.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleStatus, ScheduleStore } from './schedule-store.ts';

export interface TimerFunction {
  target: LoadedFunction;
  schedule: Schedule;
  runOnStartup: boolean;
  useMonitor: boolean;
}

export interface TimerTriggers {
  /** Runs a timer function now, independently of its schedule. Does nothing when there is no such function. */
  run(name: string): Promise<void>;
  stop(): void;
}

const never = '0001-01-01T00:00:00+00:00';
const iso = (ms: number | undefined): string => (ms === undefined ? never : new Date(ms).toISOString());

/** Builds the data of a timerTrigger. */
function timerInfo(status: ScheduleStatus, isPastDue: boolean) {
  const ScheduleStatus = { Last: iso(status.lastMs), LastUpdated: iso(status.lastMs), Next: iso(status.nextMs) };
  return { json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus, IsPastDue: isPastDue }) };
}

/**
 * Starts to run timer functions on their schedules by `clock`, which is real time: only durable timers are accelerated.
 * A monitored function that was due while the host was down runs at the start, as past due. Scheduled runs of one
 * function never overlap.
 */
export function startTimerTriggers(
  timers: readonly TimerFunction[],
  store: ScheduleStore,
  clock: Clock,
  invoke: InvokeFunction,
  log: Log,
): TimerTriggers {
  const cancels = new Map<string, () => void>();

  async function invokeTimer({ target }: TimerFunction, status: ScheduleStatus, isPastDue: boolean): Promise<void> {
    try {
      await invoke(target, { trigger: timerInfo(status, isPastDue) });
    } catch (error) {
      log('error', `Function.${target.name}`, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  function arm(timer: TimerFunction, nextMs: number | undefined): void {
    if (nextMs === undefined) return;
    const { name } = timer.target;
    const delayMs = Math.max(0, nextMs - clock.now());
    const tick = delayMs > longestTimeoutMs ? () => arm(timer, nextMs) : () => void fire(timer, nextMs, false);
    cancels.set(name, clock.after(Math.min(delayMs, longestTimeoutMs), tick));
  }

  async function fire(timer: TimerFunction, dueMs: number, isPastDue: boolean): Promise<void> {
    const { name } = timer.target;
    const startedMs = Math.max(clock.now(), dueMs);
    const status = { lastMs: startedMs, nextMs: timer.schedule.nextAfter(startedMs) };
    cancels.set(name, () => {});
    await invokeTimer(timer, { ...store.read(name), nextMs: status.nextMs }, isPastDue);
    store.write(name, status);
    if (!cancels.has(name)) return;
    arm(timer, timer.schedule.nextAfter(Math.max(clock.now(), startedMs)));
  }

  for (const timer of timers) {
    const { nextMs: missedMs } = store.read(timer.target.name);
    const isPastDue = timer.useMonitor && missedMs !== undefined && missedMs < clock.now();
    if (isPastDue || timer.runOnStartup) void fire(timer, clock.now(), isPastDue);
    else arm(timer, timer.schedule.nextAfter(clock.now()));
  }

  return {
    async run(name) {
      const timer = timers.find((each) => each.target.name === name);
      if (timer) await invokeTimer(timer, store.read(name), false);
    },
    stop() {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
