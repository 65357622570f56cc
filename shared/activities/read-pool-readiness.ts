import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { judgePoolReadiness, type PoolReadiness, type PoolSight } from '../isolation/judge-pool-readiness.ts';
import type { Ports } from '../ports/ports.ts';
import type { LinePlace } from '../runs/run-record.ts';
import { readCancelRequest } from './read-cancel-request.ts';
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
}

/**
 * Looks whether a run's pool is ready, and tells in its timeline what it waits for, once that has changed: the wait goes on
 * on durable timers, which take no lines along. `written` says whether there is a new line. Throws as readPoolReadiness does.
 */
export async function lookAtPool(
  ports: Pick<Ports, 'clusters' | 'verification' | 'records'>,
  { runId, told, place, ...order }: PoolLook,
): Promise<{ readiness: PoolReadiness; cancelRequested: boolean; written: boolean }> {
  const { cancelRequested } = await readCancelRequest(ports.records, runId);
  const readiness = await readPoolReadiness(ports, order);
  const step = 'waitingFor' in readiness ? readiness.waitingFor : told;
  if (cancelRequested || step === told) return { readiness, cancelRequested, written: false };
  const news = { step, percent: 20 };
  const line = await tellAlong(ports.records, { runId, lines: [{ ...place, ...news, detail: null }], change: news });
  return { readiness, cancelRequested: line.cancelRequested, written: line.written };
}
