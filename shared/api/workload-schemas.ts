import { z } from 'zod';
import { findingSeverities } from '../workloads/finding.ts';

/** Parts of answers about pods, of a cluster or of a manifest. */

export const foundFindingSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The same that the look at the cluster gives to it.' }),
    rule: z.string(),
    severity: z.enum(findingSeverities),
    subject: z.string(),
    message: z.string(),
    remedy: z.string(),
    controls: z.array(z.string()),
  })
  .meta({ id: 'FoundFinding', description: 'Something about a pod that somebody should know or repair.' });

const origin = z.enum(['limits', 'default']);

export const vmSchema = z
  .strictObject({
    memoryMiB: z.int().meta({ description: 'Guest kernel and agent included.' }),
    memoryFrom: origin,
    vcpus: z.int(),
    vcpusFrom: origin,
    boots: z
      .boolean()
      .meta({ description: 'False where Kata refuses to make it, because its memory is below the least.' }),
    sharedBy: z.int().meta({ description: 'Containers that run in it side by side.' }),
    overheadMiB: z.int().nullable().meta({ description: 'What the RuntimeClass adds on the node.' }),
  })
  .meta({ id: 'SandboxVm', description: 'The virtual machine that follows from the limits of a pod.' });
