/** Keeps the values that were used last, and no more than so many. */
export interface RecentlyUsed<V> {
  /** The value of the key, which counts as used; undefined when it is not kept. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

/**
 * Creates a cache of at most `most` values. Whatever outlives one call and is kept by a key that others choose belongs
 * into one: otherwise whoever calls with new keys fills the memory. `dropped` is told of each value that leaves.
 */
export function createRecentlyUsed<V>(most: number, dropped: (value: V) => void = () => undefined): RecentlyUsed<V> {
  // A Map remembers the order in which its keys were set.
  const kept = new Map<string, { value: V }>();

  function remove(key: string): void {
    const entry = kept.get(key);
    if (!entry) return;
    kept.delete(key);
    dropped(entry.value);
  }

  return {
    get(key) {
      const entry = kept.get(key);
      if (!entry) return undefined;
      kept.delete(key);
      kept.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      remove(key);
      kept.set(key, { value });
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
