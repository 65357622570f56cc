import type { PoolFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isQuarantine, quarantineKey } from '../clusters/quarantine.ts';
import { coverPlace } from '../isolation/coverage.ts';
import { judgePool } from '../isolation/judge-pool.ts';
import { isAtRest } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import type { ListedNode } from '../ports/verification-cluster.ts';

/** The pool of which a run has proven the nodes. */
export interface QuarantineOrder {
  runId: string;
  cluster: ClusterReference;
  poolName: string;
}

/** What became of the request to lift a quarantine. */
export type LiftOutcome =
  | { outcome: 'requested' | 'not-quarantined' | 'absent' }
  /** Not every node that is there now is proven by this run: nothing was changed. */
  | { outcome: 'unproven'; reason: string };

type LiftPorts = Pick<Ports, 'clusters' | 'verification' | 'records'>;

/**
 * Takes the quarantine's taint off a pool, if every node that it has now was proven by the run to be isolated: a node that
 * has come after the proof keeps the whole pool closed. Idempotent: `not-quarantined` after a try that was accepted.
 * Throws coded errors.
 */
export async function liftQuarantine(ports: LiftPorts, order: QuarantineOrder): Promise<LiftOutcome> {
  const { cluster, poolName } = order;
  const { pool } = await ports.clusters.readPool(cluster, poolName);
  if (!pool) return { outcome: 'absent' };
  if (!pool.nodeTaints.some(isQuarantine)) return { outcome: 'not-quarantined' };
  const { nodes } = await ports.verification.listNodes(cluster, poolName);
  const reason = await whyUnproven(ports, order, pool, nodes);
  if (reason !== null) return { outcome: 'unproven', reason };
  return { outcome: (await ports.clusters.liftQuarantine(cluster, poolName, pool.eTag)).state };
}

/** How far a quarantine is lifted. */
export interface QuarantineSight {
  /** ARM's state of the pool, which is free text; null where the pool is gone. */
  provisioningState: string | null;
  /** ARM still declares the taint. */
  declared: boolean;
  /** Nodes that still have it. */
  tainted: number;
  /** Why the pool is not isolated any more, by nodes that have come since the proof; null where it is. */
  unproven: string | null;
}

/** Looks at what a lifted quarantine has left on the pool and its nodes. Throws coded errors. */
export async function readQuarantine(ports: LiftPorts, order: QuarantineOrder): Promise<QuarantineSight> {
  const { cluster, poolName } = order;
  const { pool } = await ports.clusters.readPool(cluster, poolName);
  if (!pool) return { provisioningState: null, declared: false, tainted: 0, unproven: null };
  const { nodes } = await ports.verification.listNodes(cluster, poolName);
  return {
    provisioningState: pool.provisioningState,
    declared: pool.nodeTaints.some(isQuarantine),
    tainted: nodes.filter(({ taints }) => taints.some(({ key }) => key === quarantineKey)).length,
    unproven: await whyUnproven(ports, order, pool, nodes),
  };
}

async function whyUnproven(
  { records }: LiftPorts,
  { runId, poolName }: QuarantineOrder,
  pool: PoolFacts,
  nodes: readonly ListedNode[],
): Promise<string | null> {
  const covered = coverPlace(poolName, nodes, await records.listProvenNodes(runId));
  const { verdict, reason } = judgePool({ ...covered, letBe: null, told: pool.count, changing: !isAtRest(pool) });
  return verdict === 'isolated' ? null : reason;
}
