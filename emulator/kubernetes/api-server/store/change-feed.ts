import type { RecordedChange } from './watch-history.ts';

export interface ChangeFeed {
  publish(change: RecordedChange): void;
  subscribe(listener: (change: RecordedChange) => void): () => void;
}

/**
 * Creates a feed that calls every subscriber with every change, in the order of the changes. When a listener changes
 * the store, that second change waits until all listeners have got the first one.
 */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: RecordedChange) => void>();
  const waiting: RecordedChange[] = [];
  let draining = false;
  const tell = (change: RecordedChange) => {
    for (const listener of [...listeners]) {
      try {
        listener(change);
      } catch (error) {
        // An error of one subscriber must be visible, but must not keep the change from the others.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };
  return {
    publish(change) {
      waiting.push(change);
      if (draining) return;
      draining = true;
      for (let next = waiting.shift(); next; next = waiting.shift()) tell(next);
      draining = false;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
