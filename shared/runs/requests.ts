import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import type { ReachedCluster, RunCommandPolicy } from '../clusters/transport.ts';
import type { RuntimeClassSnapshot } from '../isolation/deployed-pair.ts';
import type { NodeSnapshot } from '../isolation/evidence.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import type { ApprovalOrder } from './approval.ts';
import type { CleanupPolicy } from './run-record.ts';

/**
 * Settings that an orchestration needs. They travel in its input, so that a run keeps the rules with which it began
 * even if the app is deployed again with other settings.
 */
export interface WorkflowOptions {
  /** How long a cluster may take from its PUT until it is made, and from its DELETE until it is gone. */
  clusterDeadlineMs: number;
  /** How long a pool may take from its PUT until it is ready. */
  poolDeadlineMs: number;
  /** How long a pod pair may take from its creation until both reports are there. */
  pairDeadlineMs: number;
  /** The first interval between two polls of something slow; see backOff for the later ones. */
  pollMs: number;
  /** How long one activity watches a pod pair. Activities are billed while they wait, so this is a minute at most. */
  watchMs: number;
  parallelNodes: number;
  /** Whether one reconcile PUT of the cluster is allowed when the RuntimeClass stays absent. */
  reconcileCluster: boolean;
  /** The age after which the sweep removes our objects in a cluster. */
  expiryMs: number;
  runtimeClassName: string;
  vmmNames: string[];
  probeImage: string;
  /** A namespace that the cluster's owners created for us; null when each run creates its own. */
  namespace: string | null;
  /** How long a proof may be relied on. */
  freshForMs: number;
  /** How many inconclusive ends in a row are an alert, for runs that no caller started. */
  flapThreshold: number;
  /** When clusters may be reached by commands; left out by releases that knew none. */
  runCommand?: RunCommandPolicy;
  /** The task hub that the orchestration was started in. No other hub has this name. */
  taskHub: string;
}

/** Whether a run is checked before it makes anything: a failed check ends it, unless its caller skips the checks. */
export type PreflightMode = 'enforce' | 'skip';

/** Input of the orchestrator provisionAndProve. */
export interface ProvisioningInput {
  runId: string;
  cluster: ClusterReference;
  pool: PoolSpec;
  /** The cluster to make first; absent where it is there already. */
  newCluster?: NewClusterSpec;
  cleanup: CleanupPolicy;
  /** Left out by releases that knew no preflight: such a run is not checked beforehand. */
  preflight?: PreflightMode;
  /** Left out where nobody has to approve the run. */
  approval?: ApprovalOrder;
  /** Which pods must be sandboxed, for the inspection after the proof. */
  policy?: SandboxPolicy;
  options: WorkflowOptions;
}

/** Input of the orchestrator proveCluster. */
export interface VerificationInput {
  runId: string;
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster. */
  poolName: string | null;
  /** Where `poolName` is null: only these pools. Each gets a verdict, even if none of its nodes could be proven. */
  poolNames?: string[];
  /**
   * The run was started by an event or a timer, perhaps by several hosts at once. Only the execution that begins the
   * run first continues, and an inconclusive end is an alert only after several in a row.
   */
  unasked?: boolean;
  /** Of `poolName` alone: its quarantine is to be lifted if it is isolated. */
  liftQuarantine?: boolean;
  /** Which pods must be sandboxed, for the inspection after the proof; left out where the run inspects nothing. */
  policy?: SandboxPolicy;
  /** The run waits until no earlier run of the same cluster is open. */
  inTurn?: boolean;
  /** Identifies this execution of the run among all that were started. */
  executionToken?: string;
  options: WorkflowOptions;
}

/** Which nodes a run proves. */
export interface RunScope {
  runId: string;
  cluster: ReachedCluster;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Where `poolName` is null: only the nodes of these pools. A pool without a node is inconclusive. */
  poolNames?: string[];
  options: WorkflowOptions;
}

/** The scope of a run that its input names, without whatever else the input holds. */
export function scopeOf({ runId, cluster, poolName, poolNames, options }: RunScope): RunScope {
  return { runId, cluster, poolName, ...(poolNames && { poolNames }), options };
}

/** Input of the orchestrator proveNode. */
export interface NodeProofInput {
  runId: string;
  cluster: ReachedCluster;
  nodeName: string;
  poolName: string | null;
  /** The node before its proof. */
  node: NodeSnapshot;
  /** The RuntimeClass under test, read when `node` was; null where it is to be read. */
  runtimeClass: RuntimeClassSnapshot | null;
  /** The taints that the node's pool declares; null for a node that belongs to no pool, or when ARM does not say. */
  declaredTaints: string[] | null;
  namespace: string;
  /** Prefix of this proof's steps, so that they sort after the run's own step. */
  sequence: string;
  /** ISO 8601: when the sweep may remove the pod pair. */
  expiresAt: string;
  options: WorkflowOptions;
}

/** Name of the external event that makes a run look at once at the pool, or cluster, that it waits for. */
export const poolChangedEvent = 'resourceChanged';

/** Name of the external event that makes a run look whether it was approved. */
export const approvalDecidedEvent = 'approvalDecided';

/** Name of the external event that ends a run's waits at once after `cancelRequested` was written. */
export const cancelRequestedEvent = 'cancelRequested';
