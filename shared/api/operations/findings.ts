import { z } from 'zod';
import { findingSeverities } from '../../workloads/finding.ts';
import { moment, principalSchema } from '../answers/answer-parts.ts';
import { findingsQuerySchema, waiverSchema } from '../findings-schemas.ts';
import { defineOperation } from '../operation.ts';
import { clusterParams, clusterRoute } from './cluster-params.ts';

const tag = 'Findings';

const terms = { reason: z.string(), until: moment };
const asker = { at: moment.nullable(), by: principalSchema.nullable() };

const finding = z
  .strictObject({
    id: z.string(),
    rule: z.string(),
    severity: z.enum(findingSeverities),
    subject: z.string().meta({ description: 'A pool, the owner of pods, a RuntimeClass; never a person.' }),
    message: z.string(),
    remedy: z.string(),
    controls: z
      .array(z.string())
      .meta({ description: 'Controls that this is evidence for, e.g. `NIST-800-53 SC-39`.' }),
    clusterId: z.string(),
    state: z.enum(['standing', 'waived', 'resolved']),
    firstSeenAt: moment,
    lastSeenAt: moment,
    resolvedAt: moment.nullable(),
    waiver: z.strictObject({ ...terms, ...asker }).nullable(),
    etag: z.string().meta({ description: 'For `If-Match` of a waiver: it changes with the waiver alone.' }),
    waiverHistory: z.array(z.strictObject({ ...terms, ...asker, change: z.enum(['waived', 'unwaived']) })),
  })
  .meta({ id: 'Finding' });

const findings = z
  .strictObject({
    inspected: z
      .strictObject({ azure: moment.nullable(), workloads: moment.nullable() })
      .meta({ description: 'When each side of the cluster was last inspected; null for never.' }),
    standing: z.int().nullable().meta({ description: 'Null, not 0, for a cluster that was never inspected.' }),
    value: z.array(finding),
  })
  .meta({ id: 'Findings' });

export const listFindings = defineOperation({
  id: 'listFindings',
  method: 'GET',
  route: `${clusterRoute}/findings`,
  role: 'reader',
  tag,
  summary: 'What does not comply in a cluster, the gravest first, and when it was last inspected',
  params: clusterParams,
  query: findingsQuerySchema,
  answers: { 200: { description: 'The findings.', schema: findings } },
  refusals: [404],
});

export const inspect = defineOperation({
  id: 'inspect',
  method: 'POST',
  route: `${clusterRoute}/inspect`,
  role: 'operator',
  tag,
  summary: 'Looks now for what does not comply',
  description: 'Changes nothing in the cluster and proves nothing. Answers as the list of findings does.',
  params: clusterParams,
  answers: { 200: { description: 'The findings.', schema: findings } },
  refusals: [403, 404, 409, 424, 503],
});

const headers = z.object({
  'if-match': z.string().max(1000).optional().meta({ description: 'The `etag` of the finding as it was read.' }),
});

const changed = {
  description: 'The finding.',
  schema: finding,
  headers: { ETag: 'The `etag` of the finding as it is now.' },
};

const findingParams = clusterParams.extend({ id: z.string() });

export const waiveFinding = defineOperation({
  id: 'waiveFinding',
  method: 'POST',
  route: `${clusterRoute}/findings/{id}/waive`,
  role: 'operator',
  tag,
  summary: 'Accepts a finding, with a reason and until a day',
  params: findingParams,
  headers,
  body: waiverSchema,
  answers: { 200: changed },
  refusals: [404, 412],
});

export const unwaiveFinding = defineOperation({
  id: 'unwaiveFinding',
  method: 'POST',
  route: `${clusterRoute}/findings/{id}/unwaive`,
  role: 'operator',
  tag,
  summary: 'Takes a waiver back',
  params: findingParams,
  headers,
  answers: { 200: changed },
  refusals: [404, 412],
});
