import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';

/** What people were last told about a pool, and what has happened since then. */
export interface AlertState {
  cluster: ClusterReference;
  poolName: string;
  /** What people were last told; null when they were told nothing yet. */
  announced: 'isolated' | 'not-isolated' | 'stale' | null;
  announcedVerdict: Verdict | null;
  /** Inconclusive runs in a row. */
  inconclusiveInARow: number;
  /** ISO 8601: since when `announced` is what it is. */
  since: string;
  /**
   * The id of the last news that was handled: a run's id, or `stale:` and a run's id. The same news again changes
   * nothing.
   */
  lastNewsId: string | null;
}
