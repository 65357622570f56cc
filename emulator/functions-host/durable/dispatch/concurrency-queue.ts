/** Runs `work` for each key: one call at a time for the same key, and at most `limit` calls at a time altogether. */
export interface ConcurrencyQueue {
  /** Adds a key. A key that is running runs once more afterwards; a key that already waits is not added twice. */
  add(key: string): void;
  /** How many keys wait or run. */
  size(): number;
}

/** `onChange` is called each time a key's work has ended. `work` must not reject. */
export function createConcurrencyQueue(
  limit: number,
  work: (key: string) => Promise<void>,
  onChange: () => void,
): ConcurrencyQueue {
  const waiting = new Set<string>();
  const running = new Set<string>();

  function pump(): void {
    for (const key of waiting) {
      if (running.size >= limit) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      void work(key).finally(() => {
        running.delete(key);
        pump();
        onChange();
      });
    }
  }

  return {
    add(key) {
      waiting.add(key);
      pump();
    },
    size: () => waiting.size + running.size,
  };
}
