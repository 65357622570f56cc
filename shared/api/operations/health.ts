import { z } from 'zod';
import { moment } from '../answers/answer-parts.ts';
import type { HealthCheck } from '../health-check.ts';
import { defineOperation } from '../operation.ts';

const tag = 'Health';

const health = z
  .strictObject({ status: z.enum(['up', 'down']) })
  .meta({ id: 'Health', description: 'Whether the app can do its work. It says nothing of why it cannot.' });

const check = z
  .strictObject({
    name: z.enum(['storage', 'identity', 'resource-manager', 'signing-key']),
    outcome: z.enum(['passed', 'failed', 'could-not-check']),
    code: z.string().nullable(),
    message: z.string().nullable(),
    durationMs: z.int(),
  })
  .meta({
    id: 'HealthCheck',
    description: 'What was found of something that the app depends on.',
  }) satisfies z.ZodType<HealthCheck>;

const details = z
  .strictObject({
    status: z.enum(['up', 'degraded', 'down']),
    version: z.string().meta({ description: 'Of the app.' }),
    at: moment,
    checks: z.array(check),
    settings: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What the settings came to, without what is secret.' }),
  })
  .meta({ id: 'HealthDetails' });

export const readHealth = defineOperation({
  id: 'readHealth',
  method: 'GET',
  route: 'health',
  role: 'anonymous',
  tag,
  summary: 'Whether the app is up',
  description: 'For load balancers and watchers: cheap, and the same for a few seconds however often it is asked.',
  answers: {
    200: { description: 'It is up.', schema: health },
    503: { description: 'It is down.', schema: health },
  },
});

export const readHealthDetails = defineOperation({
  id: 'readHealthDetails',
  method: 'GET',
  route: 'health/details',
  role: 'reader',
  tag,
  summary: 'What the app depends on, how each of that is, and the settings in force',
  description: 'Answers 200 also where something is down: `checks` says what.',
  answers: { 200: { description: 'What was found.', schema: details } },
});
