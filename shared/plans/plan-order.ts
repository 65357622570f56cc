import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { CompletePool } from '../preflight/complete-pool.ts';
import type { CleanupPolicy } from '../runs/run-record.ts';

/** What a provisioning is asked for. */
export interface PlanOrder {
  cluster: ClusterReference;
  newCluster: NewClusterSpec | null;
  pool: CompletePool;
  cleanup: CleanupPolicy;
  preflight: boolean;
  /** Whether the run waits until somebody approves it. */
  approval: boolean;
  /** Whether the pool is there already, as it was asked for. */
  existing: boolean;
}
