import { z } from 'zod';
import type { ProofAge } from '../../fleet/select-due-pools.ts';

/** Shapes that several answers have parts of. */

export const moment = z.iso.datetime();

export const verdictSchema = z.enum(['isolated', 'shared-kernel', 'suspect', 'inconclusive']).meta({
  id: 'Verdict',
  description: '`inconclusive` is what could not be checked, and never a pass.',
});

export const proofAgeSchema = z.enum(['fresh', 'due', 'stale']).meta({
  id: 'ProofAge',
  description:
    '`due`: it may still be relied on, and the nightly check would renew it now, because it gets stale before the next night or is not `isolated`. `stale` is not a pass.',
}) satisfies z.ZodType<ProofAge>;

export const clusterSchema = z
  .strictObject({ subscriptionId: z.string(), resourceGroup: z.string(), name: z.string() })
  .meta({ id: 'Cluster' });

export const principalSchema = z
  .strictObject({ id: z.string().nullable(), name: z.string().nullable(), provider: z.string().nullable() })
  .meta({ id: 'Principal', description: 'A caller as App Service authentication names it.' });
