import { z } from 'zod';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';

export const checkOutcomeSchema = z.enum(['passed', 'failed', 'warning', 'could-not-check']).meta({
  id: 'CheckOutcome',
  description: '`could-not-check` is never a pass: the question stays open. A `warning` is no reason to refuse.',
});

/** A row of a preflight's table. */
export const preflightCheckSchema = z
  .strictObject({
    name: z.string().describe('The same in every table; docs/preflight.md tells what each means.'),
    outcome: checkOutcomeSchema,
    message: z.string().describe('What was seen.'),
    remedy: z.string().nullable().describe('What to do; null where there is nothing to do.'),
  })
  .meta({
    id: 'PreflightCheck',
    description: 'Something that was checked before anything was made.',
  }) satisfies z.ZodType<PreflightCheck>;
