import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { judgePoolReadiness, type PoolReadiness, type PoolSight } from '../isolation/judge-pool-readiness.ts';
import type { Ports } from '../ports/ports.ts';

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
