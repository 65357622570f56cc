import type { Timeline } from './timeline.ts';

export interface WorkQueue {
  /** Handles `key` soon, once however often it was added meanwhile; after `ms` when given (not divided by speed). */
  add(key: string, ms?: number): void;
}

/** A controller's queue: what happened within one turn is looked at once, after it. */
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
