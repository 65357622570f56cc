import type { ProvenNode } from '../isolation/coverage.ts';
import type { Verdict } from '../isolation/evidence.ts';
import { placeOf } from '../isolation/provable-pools.ts';
import { worstVerdict } from '../isolation/worst-verdict.ts';
import { provenBad, type RunEnding } from './conclude-run.ts';
import type { RunRecord } from './run-record.ts';

/** What the records of a run that died say, and which of that is remembered and told. */
export interface DeadEnding extends Pick<RunEnding, 'pools' | 'remember'> {
  verdict: Verdict;
  reason: string;
  /** ISO 8601: when the run was last heard of. What it found out is no younger. */
  provenAt: string;
}

/**
 * Concludes a run that died, from what it had recorded. What it says itself of its verdict and its pools holds. Of other
 * pools the nodes are judged that it had proven: a leak or a doubt among them is the verdict of their pool, and of
 * everything else nothing is known.
 */
export function concludeDeadRun(run: RunRecord, nodes: readonly ProvenNode[]): DeadEnding {
  const told = new Set(run.pools.map(({ poolName }) => poolName));
  const untold = [...new Set(nodes.map(placeOf))].filter((poolName) => !told.has(poolName)).sort();
  const bad = provenBad(untold.map((poolName) => judgeSeen(poolName, nodes)));
  const pools = [...run.pools, ...bad].map((pool) => ({ ...pool, ...quarantineOf(run, pool.poolName) }));
  // A run tells its verdict before its pools, and is whole only then.
  const whole = run.verdict !== null && !run.cancelRequested;
  const remember = whole ? pools : provenBad(pools);
  const verdict = run.verdict ?? worstVerdict(provenBad(pools).map((pool) => pool.verdict));
  const decisive = run.reason ?? pools.find((pool) => pool.verdict === verdict)?.reason;
  const reason = run.verdict !== null ? (decisive ?? diedEarly) : [decisive, diedEarly].filter(Boolean).join(' ');
  return { verdict, reason, pools, remember, provenAt: run.endedAt ?? run.updatedAt };
}

/** A pool that was to be born in quarantine stays in it, unless the run has written down that it was lifted. */
function quarantineOf({ request, poolName, quarantine }: RunRecord, name: string): { quarantined?: true } {
  const born = request['quarantine'] === true && poolName === name && quarantine === undefined;
  return born || (quarantine?.state === 'kept' && poolName === name) ? { quarantined: true } : {};
}

/**
 * Judges a pool by those of its nodes that have a verdict. How many others it has is not known, so the verdict counts
 * only if it is a leak or a doubt.
 */
export function judgeSeen(poolName: string, nodes: readonly ProvenNode[]): RunEnding['pools'][number] {
  const seen = nodes.filter((node) => placeOf(node) === poolName);
  const verdict = worstVerdict(seen.map((node) => node.verdict));
  const [first, ...rest] = seen.filter((node) => node.verdict === verdict);
  const nodesProven = seen.filter((node) => node.verdict === 'isolated').length;
  const counted = `${rest.length + 1} of ${seen.length} nodes that were looked at ${verdict}`;
  const reason = `${counted}, first ${first?.nodeName}: ${first?.reason}`;
  return { poolName, verdict, reason, nodesPresent: seen.length, nodesProven, changing: false };
}

const diedEarly = 'The run ended before its time and was cleaned up.';
