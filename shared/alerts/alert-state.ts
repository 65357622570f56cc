import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Verdict } from '../isolation/evidence.ts';

/** What people were last told about a pool, and what has happened since. */
export interface AlertState {
  cluster: ClusterReference;
  poolName: string;
  /** What was last announced; null before anything was. */
  announced: 'isolated' | 'not-isolated' | 'stale' | null;
  announcedVerdict: Verdict | null;
  /** Consecutive inconclusive ends that were not announced yet. */
  inconclusiveInARow: number;
  since: string;
  /** The news that led here (a run's id, or the moment of a stale look), so that the same news again changes nothing. */
  lastNewsId: string | null;
}
