import { z } from 'zod';
import type { NodesFound, PlaceCoverage } from '../isolation/coverage.ts';
import { verdictSchema } from './evidence-schemas.ts';

export const nodesFoundSchema = z.object({
  verdict: verdictSchema,
  count: z.number(),
  nodeName: z.string(),
  reason: z.string(),
}) satisfies z.ZodType<NodesFound>;

export const coverPlaceSchema = z.object({
  poolName: z.string(),
  letBe: z.string().nullable(),
  registered: z.number(),
  told: z.number().nullable(),
  isolated: z.number(),
  unseen: z.object({ count: z.number(), names: z.array(z.string()) }),
  inconclusive: nodesFoundSchema.nullable(),
  worst: nodesFoundSchema.nullable(),
  changing: z.boolean(),
  quarantined: z.boolean().exactOptional(),
}) satisfies z.ZodType<PlaceCoverage>;
