import type { Verdict } from '../isolation/evidence.ts';
import { placeOf } from '../isolation/provable-pools.ts';
import { worstVerdict } from '../isolation/worst-verdict.ts';
import { provenBad, type RunEnding } from './conclude-run.ts';
import type { RunNode, RunRecord } from './run-record.ts';

/** What the records of a run that died say, and which of that is remembered and told. */
export interface DeadEnding extends Pick<RunEnding, 'pools' | 'remember'> {
  verdict: Verdict;
  reason: string;
  /** ISO 8601: when the run was last heard of. What it found out is no younger. */
  provenAt: string;
}

/**
 * Concludes a run that died, from what it had recorded. If it had told its verdict, that one holds, and with it what the
 * run says of each pool. Otherwise the nodes that it had proven are judged: a leak or a doubt among them is the verdict
 * of their pool, and of everything else nothing is known.
 */
export function concludeDeadRun(run: RunRecord, nodes: readonly RunNode[]): DeadEnding {
  const provenAt = run.endedAt ?? run.updatedAt;
  if (run.verdict !== null) {
    const { verdict, pools } = run;
    const reason = run.reason ?? diedEarly;
    return { verdict, reason, pools, remember: run.cancelRequested ? provenBad(pools) : pools, provenAt };
  }
  const places = [...new Set(nodes.map(placeOf))].sort();
  const bad = provenBad(places.map((poolName) => judgeSeen(poolName, nodes)));
  const verdict = worstVerdict(bad.map((pool) => pool.verdict));
  const reason = bad.find((pool) => pool.verdict === verdict)?.reason;
  return { verdict, reason: reason ? `${reason} ${diedEarly}` : diedEarly, pools: bad, remember: bad, provenAt };
}

/** How many nodes the pool has beside these is not known, so the verdict counts only if it is a leak or a doubt. */
function judgeSeen(poolName: string, nodes: readonly RunNode[]): RunEnding['pools'][number] {
  const seen = nodes.filter((node) => placeOf(node) === poolName).map((node) => node.verdict);
  const verdict = worstVerdict(seen.map((node) => node.verdict));
  const [first, ...rest] = seen.filter((node) => node.verdict === verdict);
  const nodesProven = seen.filter((node) => node.verdict === 'isolated').length;
  const counted = `${rest.length + 1} of ${seen.length} nodes that were looked at ${verdict}`;
  const reason = `${counted}, first ${first?.nodeName}: ${first?.reason}`;
  return { poolName, verdict, reason, nodesPresent: seen.length, nodesProven, changing: false };
}

const diedEarly = 'The run ended before its time and was cleaned up.';
