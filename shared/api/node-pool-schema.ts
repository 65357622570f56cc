import { z } from 'zod';
import { boundaryBytes } from '../runs/boundary.ts';
import { mostNodes, nodeLabels, nodeTaints, placement, poolName, tags, vmSize, zones } from './pool-fields.ts';

const nodePool = z.strictObject({
  name: poolName,
  vmSize: vmSize.default('Standard_D4s_v5'),
  count: z.int().min(1, 'must be at least 1: an empty pool proves nothing').max(mostNodes).default(1),
  nodeTaints: nodeTaints.default([]),
  nodeLabels: nodeLabels.default({}),
  zones: zones.default([]),
  tags: tags.default({}),
  ...placement,
});

/** The pool travels through the run, beside other things. Azure's own limits for each tag and taint would allow more. */
const mostPoolBytes = 32 * 1024;

/** The Kata pool that a provisioning adds. */
export const nodePoolSchema = nodePool.refine(
  (pool) => boundaryBytes(pool) <= mostPoolBytes,
  `must be written in ${mostPoolBytes / 2} characters at most: fewer or shorter tags, labels and taints`,
);
