import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import type { PoolWishes } from '../../preflight/azure/judge-wishes.ts';
import type { Reading } from '../../preflight/reading.ts';
import type { WorkflowOptions } from '../../runs/requests.ts';

/** What is to be looked at before it is begun. */
export interface PreflightOrder {
  /** The run whose first step this is, by which its calls are told apart; absent where somebody asks for the table alone. */
  runId?: string;
  cluster: ClusterReference;
  /** The pool that is to be made; null where what exists is to be verified. */
  pool: PoolSpec | null;
  /** The cluster that is to be made first, with its location; absent where it is there already. */
  newCluster?: NewClusterSpec;
  /** What was asked for beside it, which a provisioning would have refused at once. */
  wishes?: PoolWishes;
  /** Where nothing is to be made: the pool to verify, or null for every Kata node of the cluster. */
  poolName: string | null;
  options: Pick<WorkflowOptions, 'namespace' | 'runtimeClassName' | 'probeImage' | 'parallelNodes' | 'runCommand'>;
}

/** What ARM says of the cluster, which is asked once for all checks; null where it does not exist. */
export type ClusterReading = Reading<ClusterFacts | null>;
