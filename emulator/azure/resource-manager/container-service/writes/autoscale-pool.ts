import { z } from 'zod';
import { aksError } from '../../protocol/arm-error.ts';
import type { ContainerService } from '../container-service.ts';
import { findPool } from '../resources/managed-cluster.ts';

/** What the autoscaler is to do, because pods found no room or nodes are empty. */
export const autoscaling = z.strictObject({ cluster: z.string(), pool: z.string(), count: z.int().min(0) });

/**
 * Does what the cluster autoscaler of AKS does: it changes the number of nodes within the bounds of the pool, as a change of
 * the scale set and not as an operation of ARM. New nodes get what the pool has now, its taints too ("Use the cluster
 * autoscaler in AKS"). That the count in ARM follows at once, and that the pool stays Succeeded under the same eTag, is a
 * guess. Throws ArmError for a pool that is not there, is not autoscaled or has other bounds.
 */
export function autoscalePool({ clusters, nodes }: ContainerService, asked: z.infer<typeof autoscaling>): object {
  const cluster = [...clusters.values()].find(({ name }) => name === asked.cluster);
  const pool = cluster && findPool(cluster, asked.pool);
  if (!cluster || !pool) throw aksError(404, 'NotFound', `There is no pool ${asked.pool} in ${asked.cluster}.`);
  const { enableAutoScaling, minCount = 0, maxCount = 0 } = pool.settings;
  if (!enableAutoScaling || asked.count < minCount || asked.count > maxCount)
    throw aksError(400, 'BadRequest', `Pool ${pool.name} is not autoscaled to ${asked.count} nodes.`);
  pool.settings = { ...pool.settings, count: asked.count };
  if (pool.nodesRegistered) nodes.register(cluster, pool);
  return { pool: pool.name, count: asked.count };
}
