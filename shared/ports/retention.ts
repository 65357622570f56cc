/** How many rows of each kind were removed. */
export interface Removed {
  /** Runs that had ended, with their steps and nodes. */
  runs: number;
  /** Claims of changes, and marks of runs that have begun. */
  claims: number;
  /** Alerts that were sent, and dead letters. */
  deliveries: number;
}

/**
 * Removes old history. Postures and findings are state and not history, so they stay. Evidence is immutable; the
 * lifecycle rules of its storage account end it. Throws coded errors.
 */
export interface Retention {
  /**
   * Removes what ended, was claimed, was sent or died before `before` (ISO 8601), at most `limit` of each kind.
   * `more`: there may be more, so call again. Idempotent. A run that has not ended is never removed.
   */
  removeOlderThan(before: string, limit: number): Promise<{ removed: Removed; more: boolean }>;
}
