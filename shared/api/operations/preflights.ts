import { z } from 'zod';
import { moment } from '../answers/answer-parts.ts';
import { checkOutcomeSchema, preflightCheckSchema } from '../answers/preflight-schemas.ts';
import { defineOperation } from '../operation.ts';
import { preflightSchema } from '../preflight-schema.ts';

const preflight = z
  .strictObject({
    outcome: checkOutcomeSchema.describe('That of the worst row: failed, could-not-check, warning, passed.'),
    checkedAt: moment,
    durationMs: z.int().min(0),
    checks: z.array(preflightCheckSchema),
  })
  .meta({ id: 'Preflight', description: 'Everything that could be known before anything was made.' });

export const checkPreflight = defineOperation({
  id: 'checkPreflight',
  method: 'POST',
  route: 'preflights',
  role: 'reader',
  tag: 'Runs',
  summary: 'Tells within seconds what would fail later, and what to do',
  description:
    'The body is that of a provisioning. Where nodePool is the name of a pool, or left out, what exists is looked at, as a verification would find it. Nothing is made and nothing is remembered.',
  body: preflightSchema,
  answers: { 200: { description: 'The table of checks.', schema: preflight } },
  refusals: [403],
});
