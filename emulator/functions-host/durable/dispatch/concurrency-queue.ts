/** Runs `work` for each key, one at a time for a key and at most `limit` altogether. */
export interface ConcurrencyQueue {
  /** A key that is running is run once more afterwards; one that waits isn't added twice. */
  add(key: string): void;
  /** Keys that wait or run. */
  size(): number;
}

/** `onChange` is called after a key was done. `work` must not reject. */
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
