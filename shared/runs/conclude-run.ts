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
  /** Why no node was looked at, when none was. */
  problem: string | null;
}

/** How a run ends, but for its cleaning up. */
export interface RunEnding {
  status: Exclude<RunStatus, 'running'>;
  verdict: Verdict;
  reason: string;
  pools: (PoolVerdict & { poolName: string })[];
  nodes: NodeVerdict[];
  residue: Residue;
}

/** What a proof amounts to. "Could not check" is never a pass. */
export function concludeProof(proof: Proof): RunEnding {
  const { pools, nodes, residue } = proof;
  if (proof.cancelled && !nodes.some((node) => node.verdict === 'shared-kernel'))
    return { ...concludeWithout('Cancelled', 'The run was cancelled.'), pools, nodes, residue };
  const verdict = proof.problem ? 'inconclusive' : worstVerdict(pools.map((pool) => pool.verdict));
  const decisive = pools.find((pool) => pool.verdict === verdict);
  const reason = proof.problem ?? decisive?.reason ?? 'No pool was proven.';
  return { status: 'done', verdict, reason, pools, nodes, residue };
}

/** The end of a run that never came to look at a node. */
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

/** Whether the policy wants the pool gone. That it is this run's own is checked again when it is removed. */
export function mustRemovePool(policy: CleanupPolicy, verdict: Verdict): boolean {
  if (policy === 'keep') return false;
  return policy === 'always-delete' || verdict !== 'isolated';
}
