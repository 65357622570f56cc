import type { NodeVerdict, PoolVerdict, Verdict } from '../isolation/evidence.ts';
import { worstVerdict } from '../isolation/judge-pool.ts';
import type { CleanupPolicy, RunStatus } from './run-record.ts';

/**
 * What a run may have left in the cluster: nothing at all; its namespace and no pods; pod pairs that are known to be gone,
 * or that are not; `unknown` when nobody can tell any more, since the run died.
 */
export type Residue = 'nothing' | 'namespace' | 'removed-pairs' | 'pairs' | 'unknown';

/** What the proving of nodes came to. */
export interface Proof {
  pools: (PoolVerdict & { poolName: string })[];
  nodes: NodeVerdict[];
  residue: Residue;
  cancelled: boolean;
  /** Why no node was proven; null when nodes were. */
  problem: string | null;
}

/** How a run ends, before its cleanup. */
export interface RunEnding {
  status: Exclude<RunStatus, 'running'>;
  verdict: Verdict;
  reason: string;
  pools: (PoolVerdict & { poolName: string })[];
  nodes: NodeVerdict[];
  residue: Residue;
}

/**
 * Concludes a run from its proof. "Could not check" is never a pass. A cancelled run ends inconclusive, unless it has
 * found a shared kernel.
 */
export function concludeProof(proof: Proof): RunEnding {
  const { pools, nodes, residue } = proof;
  if (proof.cancelled && !nodes.some((node) => node.verdict === 'shared-kernel'))
    return { ...concludeWithout('Cancelled', 'The run was cancelled.'), pools, nodes, residue };
  const verdict = proof.problem ? 'inconclusive' : worstVerdict(pools.map((pool) => pool.verdict));
  const decisive = pools.find((pool) => pool.verdict === verdict);
  const reason = proof.problem ?? decisive?.reason ?? 'No pool was proven.';
  return { status: 'done', verdict, reason, pools, nodes, residue };
}

/** Concludes a run that proved no node. The code `Cancelled` makes it a cancelled run. */
export function concludeWithout(code: string, message: string): RunEnding {
  return {
    status: code === 'Cancelled' ? 'cancelled' : 'done',
    verdict: 'inconclusive',
    reason: code === 'Cancelled' ? message : `${code}: ${message}`,
    pools: [],
    nodes: [],
    residue: 'nothing',
  };
}

/** Whether the policy wants the pool removed. The removal itself checks again that the pool belongs to this run. */
export function mustRemovePool(policy: CleanupPolicy, verdict: Verdict): boolean {
  if (policy === 'keep') return false;
  return policy === 'always-delete' || verdict !== 'isolated';
}
