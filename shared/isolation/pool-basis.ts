import { findWorst, type NodesFound, noCoverage, type PlaceCoverage, type ProvenNode } from './coverage.ts';
import type { PoolVerdict } from './evidence.ts';
import { judgePool, worseOf } from './judge-pool.ts';

/** What the verdict about a pool rests on, beside the verdicts of its nodes. */
export interface PoolBasis {
  /** The comparison with the nodes that were there; null when nobody could compare. */
  coverage: PlaceCoverage | null;
  /** The worst that the proofs themselves have told, in case it could not be stored. */
  handedOn: NodesFound | null;
}

/**
 * Judges a pool from what is known of its nodes and its coverage. A leak or a doubt among the nodes counts even where the
 * coverage does not know of it, and without a coverage nothing is isolated.
 */
export function judgeFromBasis(
  poolName: string,
  nodes: readonly ProvenNode[],
  { coverage, handedOn }: PoolBasis,
): PoolVerdict {
  const known = coverage ?? noCoverage(poolName);
  const judged = judgePool({ ...known, worst: worseOf(known.worst, findWorst(nodes)) }, handedOn);
  return coverage ? judged : { ...judged, nodesPresent: null };
}

/**
 * The coverage that a verdict tells by its counts, of a run that died and took what it had seen with it: enough for
 * nothing but to hold `isolated` against the nodes. Null for any other verdict.
 */
export function coverageOfVerdict(pool: PoolVerdict & { poolName: string }): PlaceCoverage | null {
  const { poolName, verdict, nodesPresent, nodesProven, changing } = pool;
  if (verdict !== 'isolated') return null;
  return { ...noCoverage(poolName), registered: nodesPresent ?? 0, isolated: nodesProven, changing };
}
