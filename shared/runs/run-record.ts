import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NodeEvidence, NodeVerdict, PoolVerdict, Verdict } from '../isolation/evidence.ts';

export type CleanupPolicy = 'keep' | 'delete-on-failure' | 'always-delete';

export type RunKind = 'provisioning' | 'verification';

/** `running` until the last step; `done` with a verdict; `cancelled` and `failed` with the reason in it. */
export type RunStatus = 'running' | 'done' | 'cancelled' | 'failed';

export interface CleanupResult {
  podPairs: 'removed' | 'left-to-expire' | 'none';
  namespace: 'removed' | 'left-to-expire' | 'not-ours' | 'none';
  pool: 'removed' | 'removing' | 'kept' | 'not-ours' | 'failed' | 'none';
  /** What could not be removed and why; the sweeper takes it from there. */
  problems: string[];
}

export interface RunRecord {
  /** Sorts newest first: see storage. */
  runId: string;
  kind: RunKind;
  cluster: ClusterReference;
  /** The pool asked for, or null for every Kata pool of the cluster. */
  poolName: string | null;
  cleanup: CleanupPolicy;
  /** The validated request, as JSON-safe data. */
  request: Record<string, unknown>;
  status: RunStatus;
  /** 0 to 100. */
  percent: number;
  /** One line: what is happening now, or how it ended. */
  step: string;
  verdict: Verdict | null;
  reason: string | null;
  pools: (PoolVerdict & { poolName: string })[];
  cleanupResult: CleanupResult | null;
  /** Whether this run created the pool (and so may remove it). */
  createdPool: boolean;
  /** Somebody asked for an early end; the run stops at its next look, cleans up and ends `cancelled`. */
  cancelRequested: boolean;
  startedAt: string;
  updatedAt: string;
  endedAt: string | null;
  /** After this moment the sweeper may clean up behind the run, whatever became of it. */
  expiresAt: string;
}

export interface RunStep {
  /** Deterministic order key, unique in its run. */
  sequence: string;
  at: string;
  step: string;
  /** Null for a step below a step, such as a single node's. */
  percent: number | null;
  detail: string | null;
}

export interface RunNode {
  poolName: string | null;
  evidence: NodeEvidence;
  verdict: NodeVerdict;
}
