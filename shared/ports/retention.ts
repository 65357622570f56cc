/** How many of each kind were removed. */
export interface Removed {
  /** Runs that had ended, with their steps and nodes. */
  runs: number;
  /** Claims of changes, and marks of runs that had begun. */
  claims: number;
  /** Counted events. */
  events: number;
  /** Deliveries whose tries were used up. */
  deliveries: number;
}

/**
 * Forgets what is older than anybody has to know. Postures and findings are state, not history, and stay; evidence is
 * immutable, and its storage account's lifecycle rules end it. Throws coded errors.
 */
export interface Retention {
  /**
   * Removes what ended, was claimed or counted, or died before `before` (ISO 8601), at most `limit` of each kind. `more`:
   * call again. Idempotent; a run that has not ended is never removed.
   */
  removeOlderThan(before: string, limit: number): Promise<{ removed: Removed; more: boolean }>;
}
