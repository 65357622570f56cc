import type { RecordedChange } from './watch-history.ts';

export interface ChangeFeed {
  publish(change: RecordedChange): void;
  subscribe(listener: (change: RecordedChange) => void): () => void;
}

/**
 * Tells every subscriber of every change, in the order of the changes: a listener that changes the store again does
 * not make the second change overtake the first.
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
        // One subscriber's mistake must be seen, and must not keep the change from the others.
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
