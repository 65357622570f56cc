import type { TimerTask } from 'durable-functions';
import type { Clock } from './clock.ts';
import { DrivenTask } from './driven-task.ts';

/** A timer that runs from the moment in which somebody waits for it. */
class DrivenTimer extends DrivenTask implements TimerTask {
  isCanceled = false;
  readonly #takeBack: () => void;

  constructor(start: () => Promise<void>, takeBack: () => void) {
    super(start);
    this.#takeBack = takeBack;
  }

  cancel(): void {
    this.isCanceled = true;
    this.#takeBack();
  }
}

/** The timers of one orchestration, all of which end with it. */
export interface Timers {
  create(at: Date): DrivenTask & TimerTask;
  cancelAll(): void;
}

export function createTimers(clock: Clock): Timers {
  const running = new Set<() => void>();
  return {
    create(at) {
      let takeBack = () => {};
      const start = () =>
        new Promise<void>((resolve) => {
          const stop = clock.setAlarm(at.getTime(), () => {
            running.delete(takeBack);
            resolve();
          });
          takeBack = () => {
            running.delete(takeBack);
            stop();
          };
          running.add(takeBack);
        });
      return new DrivenTimer(start, () => takeBack());
    },
    cancelAll() {
      for (const takeBack of running) takeBack();
    },
  };
}
