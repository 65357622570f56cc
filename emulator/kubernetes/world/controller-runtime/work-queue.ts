import type { Timeline } from './timeline.ts';

export interface WorkQueue {
  /**
   * Handles `key` soon, or after `ms` milliseconds (not divided by the speed). A key that is added several times before
   * that is handled once.
   */
  add(key: string, ms?: number): void;
}

/**
 * Creates the queue of a controller. All keys that are added within one turn of the event loop are handled together
 * after it.
 */
export function createWorkQueue(timeline: Timeline, handle: (key: string) => void): WorkQueue {
  const waiting = new Set<string>();
  const run = () => {
    const keys = [...waiting];
    waiting.clear();
    for (const key of keys) handle(key);
  };
  return {
    add(key, ms) {
      if (ms !== undefined && ms > 0) {
        timeline.exactly(ms, () => this.add(key));
        return;
      }
      if (waiting.size === 0) timeline.exactly(0, run);
      waiting.add(key);
    },
  };
}
