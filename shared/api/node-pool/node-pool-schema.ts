import { z } from 'zod';
import { boundaryBytes } from '../../runs/boundary.ts';
import { findDisagreements } from './agree.ts';
import { options } from './options.ts';
import { mostNodes, nodeLabels, nodeTaints, placement, poolName, tags, vmSize, zones } from './pool-fields.ts';
import { refusedFields } from './refused.ts';

/** The pool travels through the run, beside other things. Azure's own limits for each tag and taint would allow more. */
const mostPoolBytes = 32 * 1024;

/** `nodePool` of a provisioning. What is left out is AKS's default, or follows from the cluster. */
export const nodePoolSchema = z
  .strictObject({
    name: poolName,
    vmSize: vmSize.default('Standard_D4s_v5'),
    /** Left out it is 1, or minCount where the pool is autoscaled. */
    count: z.int().min(1, 'must be at least 1: an empty pool proves nothing').max(mostNodes).optional(),
    nodeTaints: nodeTaints.default([]),
    nodeLabels: nodeLabels.default({}),
    zones: zones.default([]),
    tags: tags.default({}),
    ...placement,
    ...options,
    ...refusedFields,
  })
  .superRefine((pool, check) => {
    for (const issue of findDisagreements(pool)) check.addIssue({ code: 'custom', ...issue });
  })
  .refine(
    (pool) => boundaryBytes(pool) <= mostPoolBytes,
    `must be written in ${mostPoolBytes / 2} characters at most: fewer or shorter tags, labels and taints`,
  )
  .meta({ id: 'NewNodePool', description: 'A Kata node pool to make, with the names of the agentPool API.' })
  .transform((pool) => ({ ...pool, count: pool.count ?? pool.minCount ?? 1 }));
