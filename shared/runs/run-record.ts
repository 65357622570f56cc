import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Transport } from '../clusters/transport.ts';
import type { NodeEvidence, NodeVerdict, PoolVerdict, Verdict } from '../isolation/evidence.ts';
import type { JudgedUnder } from '../isolation/rules-version.ts';
import type { PreflightCheck } from '../preflight/preflight-check.ts';
import type { Approval } from './approval.ts';
import type { RunOrigin } from './run-origin.ts';

/**
 * What becomes of a provisioned pool: it stays, it is removed unless its verdict is `isolated`, or it is always
 * removed.
 */
export type CleanupPolicy = 'keep' | 'delete-on-failure' | 'always-delete';

export type RunKind = 'provisioning' | 'verification';

/**
 * `running` until the last step, then `done` with a verdict, or `cancelled` or `failed` with the reason in `reason`.
 */
export type RunStatus = 'running' | 'done' | 'cancelled' | 'failed';

/**
 * What became of the quarantine of a run's pool: it is `kept`, `lifted`, or there was `none`, because a pool that was there
 * already is not closed behind the back of who uses it.
 */
export interface QuarantineState {
  state: 'kept' | 'lifted' | 'none';
  /** Why; null where nothing is to be said. */
  reason: string | null;
}

/** What the cleanup of a run removed, and what it left. */
export interface CleanupResult {
  podPairs: 'removed' | 'left-to-expire' | 'none';
  namespace: 'removed' | 'left-to-expire' | 'not-ours' | 'none';
  pool: 'removed' | 'removing' | 'kept' | 'not-ours' | 'failed' | 'none';
  /** The cluster that the run was to make; absent in a run that was to make none. Its pool and pods go with it. */
  cluster?: 'removed' | 'removing' | 'kept' | 'not-ours' | 'failed' | 'none';
  /** What could not be removed, and why. The hourly sweep removes it later. */
  problems: string[];
}

/** A run as it is stored. Moments are ISO 8601. */
export interface RunRecord {
  /** Ids sort newest first; see createRunId. */
  runId: string;
  kind: RunKind;
  cluster: ClusterReference;
  /** The pool asked for, or null for every Kata pool of the cluster. */
  poolName: string | null;
  cleanup: CleanupPolicy;
  /** Null for a run that an older version recorded. */
  startedBy: RunOrigin | null;
  /** The validated request, as JSON-safe data. */
  request: Record<string, unknown>;
  status: RunStatus;
  /** 0 to 100. */
  percent: number;
  /** One line: what happens now, or how the run ended. */
  step: string;
  verdict: Verdict | null;
  reason: string | null;
  pools: (PoolVerdict & { poolName: string })[];
  cleanupResult: CleanupResult | null;
  /** Whether this run created the pool, and so may remove it. */
  createdPool: boolean;
  /** Whether AKS has accepted the cluster of this run; absent in a run that is to make none. */
  createdCluster?: boolean;
  /** Somebody asked for an early end. The run sees this at its next poll or step, cleans up and ends `cancelled`. */
  cancelRequested: boolean;
  startedAt: string;
  updatedAt: string;
  endedAt: string | null;
  /** What was checked before anything was made; absent in a run of an earlier version, null where nothing was. */
  preflight?: PreflightCheck[] | null;
  /** How its cluster is reached; absent where nothing but the network was allowed. */
  transport?: Transport;
  /** Absent where the run needs none, has not come to the wait yet, and in a run of an earlier version. */
  approval?: Approval;
  /** What became of the pool's quarantine; absent where there is none to speak of, and in a run of an earlier version. */
  quarantine?: QuarantineState;
  /** The task hub that executes the run; absent in a run of an earlier version. Only this hub's sweep closes the run. */
  taskHub?: string;
  /** The keys that were claimed for this run (see RunClaims); absent where there are none. They go with the run. */
  claims?: string[];
  /** After this moment the hourly sweep terminates the run if it still runs, and cleans up after it. */
  expiresAt: string;
}

/** One line of a run's timeline. */
export interface RunStep {
  /** Sort key: the same on every replay, unique in its run. */
  sequence: string;
  /** ISO 8601. */
  at: string;
  step: string;
  /** 0 to 100; null for a part of a step, such as the proof of a single node. */
  percent: number | null;
  detail: string | null;
}

/** Where a line has its place in a timeline. */
export type LinePlace = Pick<RunStep, 'sequence' | 'at'>;

/** Evidence and verdict of one node of a run. */
export interface RunNode {
  poolName: string | null;
  evidence: NodeEvidence;
  verdict: NodeVerdict;
  /** Under what it was judged; absent in a node that an earlier version recorded. */
  judgedUnder?: JudgedUnder;
}
