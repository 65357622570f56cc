import type { PoolVerdict, Verdict } from '../isolation/evidence.ts';
import type { PoolBasis } from '../isolation/pool-basis.ts';
import { worstVerdict } from '../isolation/worst-verdict.ts';
import { approvalExpired } from './approval.ts';
import type { CleanupPolicy, RunStatus } from './run-record.ts';

/**
 * What a run may have left in the cluster: nothing; perhaps its namespace, because the `attempt` to make it was not
 * answered well; its namespace but no pods; pod pairs that are known to be gone (`removed-pairs`) or may still exist
 * (`pairs`); or `unknown` because the run died.
 */
export type Residue = 'nothing' | 'attempt' | 'namespace' | 'removed-pairs' | 'pairs' | 'unknown';

/** What the verdict about one pool rests on. */
export interface BasisOfPool extends PoolBasis {
  poolName: string;
}

/** The result of proving the nodes of a run. */
export interface Proof {
  pools: (PoolVerdict & { poolName: string })[];
  /** What the verdicts rest on, of the pools whose nodes could be compared with those that are there. */
  bases: BasisOfPool[];
  /** When the first evidence was read (ISO 8601): what has changed since may have changed after it. Null for none. */
  evidenceSince: string | null;
  residue: Residue;
  /** The uid of the run's own namespace, where one was made. */
  namespaceUid?: string;
  cancelled: boolean;
  /** Why no node was proven; null when nodes were. */
  problem: string | null;
  /** The pools that the run let be, because nothing can be proven there now. */
  unprovable: string[];
}

/** Why a wait ends that a cancel cut short. The code makes a run `cancelled`. */
export const cancellation = { code: 'Cancelled', message: 'The run was cancelled.' } as const;

/** The code of a run that ends because of what was found before it began. Then nothing was made. */
export const preflightFailed = 'PreflightFailed';

/** The proof of a run that was cancelled before it began. */
export const cancelledProof: Proof = {
  ...{ pools: [], bases: [], evidenceSince: null, residue: 'nothing', unprovable: [] },
  ...{ cancelled: true, problem: cancellation.message },
};

/** How a run ends, before its cleanup. */
export interface RunEnding {
  status: Exclude<RunStatus, 'running'>;
  verdict: Verdict;
  reason: string;
  pools: (PoolVerdict & { poolName: string })[];
  /** As in the proof. */
  bases: BasisOfPool[];
  /** Somebody asked for an early end. What was found before that makes the run `done` all the same. */
  cutShort: boolean;
  /** As in the proof. */
  evidenceSince: string | null;
  residue: Residue;
  /** As in the proof. */
  namespaceUid?: string;
  /**
   * The pools whose verdict is remembered, and told to people. A run that was cut short has looked at some nodes only:
   * what it has not found out must not write over what is known, and what it has found out must reach people.
   */
  remember: (PoolVerdict & { poolName: string })[];
}

/** Whether something was found that is a leak or may be one. It holds whatever else was not seen. */
export function isProvenBad({ verdict }: { verdict: Verdict }): boolean {
  return verdict === 'shared-kernel' || verdict === 'suspect';
}

/** The pools of a run that was cut short whose verdict holds all the same. */
export function provenBad(pools: RunEnding['pools']): RunEnding['pools'] {
  return pools.filter(isProvenBad);
}

/** The verdict of pools of which no node could be proven: people must hear that, and why. */
export function unproven(poolNames: readonly string[], reason: string): RunEnding['pools'] {
  return poolNames.map((poolName) => ({
    ...{ poolName, verdict: 'inconclusive', reason },
    ...{ nodesPresent: null, nodesProven: 0, changing: false },
  }));
}

/**
 * Concludes a run from its proof. "Could not check" is never a pass. A cancelled run ends inconclusive, unless it has
 * found a shared kernel or a suspect one.
 */
export function concludeProof(proof: Proof): RunEnding {
  const { pools, bases, evidenceSince, residue, namespaceUid } = proof;
  const kept = { pools, bases, evidenceSince, residue, ...(namespaceUid !== undefined && { namespaceUid }) };
  const bad = provenBad(pools);
  if (proof.cancelled && bad.length === 0)
    return { ...concludeWithout('Cancelled', 'The run was cancelled.', []), ...kept };
  const verdict = proof.problem ? 'inconclusive' : worstVerdict(pools.map((pool) => pool.verdict));
  const decisive = pools.find((pool) => pool.verdict === verdict);
  const reason = proof.problem ?? decisive?.reason ?? 'No pool was proven.';
  const remember = proof.cancelled ? bad : pools;
  const cutShort = proof.cancelled;
  return { status: 'done', verdict, reason, cutShort, ...kept, remember };
}

/**
 * Codes that say that a pool or cluster of that name is another one than was asked for: nothing is remembered of that pool,
 * whose own proof stands.
 */
const ofOthers = ['NodePoolDiffers', 'ClusterExists'];

/**
 * Concludes a run that proved no node of these pools. The code `Cancelled` makes it a cancelled run, `PreflightFailed` a
 * failed one, of which nobody is told: its caller asked for what cannot be.
 */
export function concludeWithout(code: string, message: string, poolNames: readonly string[]): RunEnding {
  const cancelled = code === cancellation.code;
  const begun = code !== preflightFailed && code !== approvalExpired;
  const reason = cancelled ? message : `${code}: ${message}`;
  const pools = unproven(poolNames, reason);
  return {
    status: cancelled ? 'cancelled' : begun ? 'done' : 'failed',
    verdict: 'inconclusive',
    reason,
    pools,
    bases: [],
    cutShort: cancelled,
    evidenceSince: null,
    residue: 'nothing',
    remember: cancelled || !begun || ofOthers.includes(code) ? [] : pools,
  };
}

/** Whether the policy wants the pool removed. The removal itself checks again that the pool belongs to this run. */
export function mustRemovePool(policy: CleanupPolicy, verdict: Verdict): boolean {
  if (policy === 'keep') return false;
  return policy === 'always-delete' || verdict !== 'isolated';
}
