import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { judgePoolReadiness, type PoolReadiness, type PoolSight } from '../isolation/judge-pool-readiness.ts';
import type { Ports } from '../ports/ports.ts';
import { lineOfReadyPool } from '../runs/lines-of-pool.ts';
import type { LinePlace } from '../runs/run-record.ts';
import { readCancelRequest } from './read-cancel-request.ts';
import { type CoverageOrder, type CoveragePage, readCoverage } from './read-coverage.ts';
import { tellAlong } from './tell-along.ts';

/** The pool, and the RuntimeClass that must exist. */
export interface PoolReadinessOrder {
  cluster: ClusterReference;
  poolName: string;
  runtimeClassName: string;
}

/**
 * Reads the facts that decide whether a pool is ready, and judges them. The API server is asked only after ARM says
 * Succeeded. Throws coded errors.
 */
export async function readPoolReadiness(
  { clusters, verification }: Pick<Ports, 'clusters' | 'verification'>,
  { cluster, poolName, runtimeClassName }: PoolReadinessOrder,
): Promise<PoolReadiness> {
  const { pool } = await clusters.readPool(cluster, poolName);
  const sight: PoolSight = { pool, nodes: [], runtimeClassPresent: false };
  if (pool?.provisioningState.toLowerCase() === 'succeeded') {
    sight.nodes = (await verification.listNodes(cluster, poolName)).nodes;
    const { classes } = await verification.listRuntimeClasses(cluster);
    sight.runtimeClassPresent = classes.some(({ name }) => name === runtimeClassName);
  }
  return judgePoolReadiness(sight);
}

/** A look at the pool of a run that waits for it. */
export interface PoolLook extends PoolReadinessOrder {
  runId: string;
  /** What the timeline says already of what is waited for. */
  told: string;
  /** The place of the next line. */
  place: LinePlace;
  /** How to read the coverage of a pool that is ready. */
  take: StockOrder;
}

/** How a run reads the coverage of its scope before it has proven anything. */
export type StockOrder = Pick<CoverageOrder, 'azure' | 'unbegun' | 'listFor'>;

/** What a look showed. */
export interface PoolLooked {
  readiness: PoolReadiness;
  cancelRequested: boolean;
  /** There is a new line in the timeline. */
  written: boolean;
  /** Of a ready pool, once that is told: its nodes, so that the proof need not list them again. Left out where they could not be read. */
  stock?: CoveragePage;
}

/**
 * Looks whether a run's pool is ready, and tells in its timeline what it waits for, once that has changed: the wait goes on
 * on durable timers, which take no lines along. Throws as readPoolReadiness does.
 */
export async function lookAtPool(
  ports: Pick<Ports, 'clusters' | 'verification' | 'records'>,
  { runId, told, place, take, ...order }: PoolLook,
): Promise<PoolLooked> {
  const { cancelRequested } = await readCancelRequest(ports.records, runId);
  const readiness = await readPoolReadiness(ports, order);
  const news = newsOf(readiness, order.poolName, told);
  if (cancelRequested || news === null) return { readiness, cancelRequested, written: false };
  const { detail = null, ...change } = news;
  const line = await tellAlong(ports.records, { runId, lines: [{ ...place, ...change, detail }], change });
  const looked = { readiness, cancelRequested: line.cancelRequested, written: line.written };
  if (readiness.state !== 'ready' || line.cancelRequested || !line.written) return looked;
  const { cluster, poolName } = order;
  // Where it cannot be read just now, it is read again, and for longer.
  const stock = await readCoverage(ports, { runId, cluster, poolName, after: null, ...take }).catch(() => null);
  return { ...looked, ...(stock && { stock }) };
}

function newsOf(
  readiness: PoolReadiness,
  poolName: string,
  told: string,
): { step: string; percent: number; detail?: string } | null {
  if (readiness.state === 'ready') return lineOfReadyPool(poolName, readiness.readyNodes);
  if (!('waitingFor' in readiness) || readiness.waitingFor === told) return null;
  return { step: readiness.waitingFor, percent: 20 };
}
