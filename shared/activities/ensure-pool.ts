import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import type { CreatePoolOutcome } from '../ports/managed-clusters.ts';
import type { Ports } from '../ports/ports.ts';
import { linesOfPool } from '../runs/lines-of-pool.ts';
import type { LinePlace } from '../runs/run-record.ts';
import { type Told, tellAlong } from './tell-along.ts';

/** The pool that a run asks AKS for, and the place of the line that tells what came of that. */
export interface PoolOrder {
  cluster: ClusterReference;
  spec: PoolSpec;
  runId: string;
  place: LinePlace;
}

/**
 * Creates a pool unless it exists, and tells so in the run's timeline: the wait that follows is on durable timers, which
 * take no lines along. The line never fails the activity; `line` says whether it is written. Idempotent. Throws the coded
 * errors of ARM.
 */
export async function ensurePool(
  { clusters, records }: Pick<Ports, 'clusters' | 'records'>,
  { cluster, spec, runId, place }: PoolOrder,
): Promise<CreatePoolOutcome & { line?: Told & { written: boolean } }> {
  const made = await clusters.ensurePool(cluster, spec, runId);
  if (made.outcome === 'existing-differs') return made;
  const told = linesOfPool(spec.name, made.outcome);
  const change = { ...told, createdPool: made.outcome === 'created' };
  const line = await tellAlong(records, { runId, lines: [{ ...place, ...told, detail: null }], change });
  return { ...made, line };
}
