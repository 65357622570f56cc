import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import type { CleanupPolicy } from './run-record.ts';

/**
 * Settings that an orchestration needs. They travel in its input, so that a run keeps the rules that it began with
 * even when the app is redeployed with others meanwhile.
 */
export interface WorkflowOptions {
  /** How long a pool may take from its PUT to its first proven-ready node. */
  poolDeadlineMs: number;
  /** How long a pod pair may take from its creation to its last word. */
  pairDeadlineMs: number;
  /** First interval between two looks at something slow; grows by half a look up to four times this. */
  pollMs: number;
  /** How long one activity watches a pod pair. At most a minute: activities are billed while they wait. */
  watchMs: number;
  parallelNodes: number;
  /** Whether one reconcile PUT of the cluster is allowed when the RuntimeClass stays absent. */
  reconcileCluster: boolean;
  /** Age at which our objects in a cluster are anybody's to remove. */
  expiryMs: number;
  runtimeClassName: string;
  vmmNames: string[];
  probeImage: string;
  /** A namespace that the cluster's owners made for us, or null for one of the run's own. */
  namespace: string | null;
  /** How long a proof may be relied on. */
  freshForMs: number;
  /** Inconclusive ends in a row before people are told, for runs that nobody asked for. */
  flapThreshold: number;
}

export interface ProvisioningInput {
  runId: string;
  cluster: ClusterReference;
  pool: PoolSpec;
  cleanup: CleanupPolicy;
  options: WorkflowOptions;
}

export interface VerificationInput {
  runId: string;
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster. */
  poolName: string | null;
  /** Several pools, where `poolName` is null: each gets a verdict, also when nothing can be looked at. */
  poolNames?: string[];
  /**
   * The run was started by an event or the clock, perhaps by several hosts at once: only the first execution goes on, and
   * people are told of an inconclusive end only after some in a row.
   */
  unasked?: boolean;
  /** The run waits until no earlier run of the same cluster is open. */
  inTurn?: boolean;
  /** Tells this execution of the run from any other, wherever it was started. */
  executionToken?: string;
  options: WorkflowOptions;
}

export interface NodeProofInput {
  runId: string;
  cluster: ClusterReference;
  nodeName: string;
  poolName: string | null;
  /** The taints that its pool declares; null for a node of no pool, or when ARM does not tell. */
  declaredTaints: string[] | null;
  namespace: string;
  /** Prefix of the steps that this proof records, so that they sort below the run's own. */
  sequence: string;
  expiresAt: string;
  options: WorkflowOptions;
}

/** External event that makes a run that waits for its pool poll at once. */
export const poolChangedEvent = 'resourceChanged';
