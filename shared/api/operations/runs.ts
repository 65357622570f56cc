import { z } from 'zod';
import { nodePageSchema, runPageSchema, runSchema, runSummarySchema } from '../answers/run-schemas.ts';
import { runListQuery } from '../list-filters.ts';
import { defineOperation } from '../operation.ts';
import { pageQuery, provisioningSchema, verificationSchema } from '../request-schemas.ts';

const tag = 'Runs';

const accepted = {
  description: 'The run has been recorded and is under way.',
  schema: runSummarySchema,
  headers: {
    'Operation-Location': 'Absolute URL of the run, which tells how far it is.',
    Location: 'The same.',
    'Retry-After': 'Seconds until it makes sense to look.',
  },
};

const acceptedOnce = {
  ...accepted,
  headers: {
    ...accepted.headers,
    'Repeatability-Result': '`accepted`, where the request came with `Repeatability-Request-ID`.',
  },
};

const headers = z.object({
  'operation-id': z.string().optional().meta({
    description:
      'An id of your own for this request: sent again with the same body, it is answered with the run that it started.',
  }),
  'repeatability-request-id': z.string().optional().meta({
    description: 'The same by the OASIS specification Repeatable Requests: a GUID, with `Repeatability-First-Sent`.',
  }),
  'repeatability-first-sent': z.string().optional().meta({
    description: 'When the request was sent for the first time, as a date of HTTP; at most a day ago.',
  }),
});

const params = z.object({ id: z.string().meta({ description: 'Id of the run.' }) });

export const startProvisioning = defineOperation({
  id: 'startProvisioning',
  method: 'POST',
  route: 'provisionings',
  role: 'operator',
  tag,
  summary: 'Adds a Kata pool to a cluster, which it makes first if asked, proves it, and cleans up as the request says',
  headers,
  body: provisioningSchema,
  answers: { 202: acceptedOnce },
  refusals: [403, 404, 409, 412, 424],
});

export const startVerification = defineOperation({
  id: 'startVerification',
  method: 'POST',
  route: 'verifications',
  role: 'operator',
  tag,
  summary: 'Proves an existing Kata pool, or every Kata node of a cluster',
  headers,
  body: verificationSchema,
  answers: { 202: acceptedOnce },
  refusals: [403, 404, 409, 412, 424],
});

export const listRuns = defineOperation({
  id: 'listRuns',
  method: 'GET',
  route: 'runs',
  role: 'reader',
  tag,
  summary: 'All runs, newest first, a page at a time',
  query: runListQuery,
  answers: { 200: { description: 'A page of runs.', schema: runPageSchema } },
});

export const readRun = defineOperation({
  id: 'readRun',
  method: 'GET',
  route: 'runs/{id}',
  role: 'reader',
  tag,
  summary: 'How far a run is and, once it has ended, its verdict and evidence',
  params,
  answers: { 200: { description: 'The run.', schema: runSchema } },
  refusals: [404],
});

export const listRunNodes = defineOperation({
  id: 'listRunNodes',
  method: 'GET',
  route: 'runs/{id}/nodes',
  role: 'reader',
  tag,
  summary: 'Verdict and evidence of each node that a run has proven so far, a page at a time, also while it goes on',
  description:
    'Pool by pool, and in each by the name of the node. What is here while the run goes on may still change: nodes are proven again that have rebooted or been replaced, and boot ids are compared at the end.',
  params,
  query: pageQuery,
  answers: { 200: { description: 'A page of nodes.', schema: nodePageSchema } },
  refusals: [404],
});

/** Most characters of a reason: it is kept in rows and shown in lines. */
const mostReason = 500;

export const approveRun = defineOperation({
  id: 'approveRun',
  method: 'POST',
  route: 'runs/{id}/approve',
  role: 'operator',
  tag,
  summary: 'Lets a run go on that waits for approval',
  description:
    'Approving twice is no error. By default somebody else must approve than the one who asked, where the latter is known.',
  params,
  body: z
    .strictObject({ reason: z.string().trim().max(mostReason).optional() })
    .meta({ id: 'ApprovalRequest', description: 'Why the run may go on.' }),
  bodyOptional: true,
  answers: { 202: { ...accepted, description: 'The run goes on.' } },
  refusals: [403, 404, 409],
});

export const cancelRun = defineOperation({
  id: 'cancelRun',
  method: 'POST',
  route: 'runs/{id}/cancel',
  role: 'operator',
  tag,
  summary: 'Asks a run to end early',
  description: 'It stops within seconds, cleans up and ends canceled.',
  params,
  answers: { 202: { ...accepted, description: 'The run ends as soon as it has cleaned up.' } },
  refusals: [404, 409],
});

export const deleteRun = defineOperation({
  id: 'deleteRun',
  method: 'DELETE',
  route: 'runs/{id}',
  role: 'operator',
  tag,
  summary: 'Forgets a run that has ended',
  description:
    'Its timeline, its nodes and the id of its request go with it. What it proved stays: the posture of the pool, the alerts, and the evidence, for as long as the storage account keeps it.',
  params,
  answers: { 204: { description: 'The run is gone.' } },
  refusals: [404, 409],
});

export const readRunEvents = defineOperation({
  id: 'readRunEvents',
  method: 'GET',
  route: 'runs/{id}/events',
  role: 'reader',
  tag,
  summary: 'What happens in a run, as Server-Sent Events',
  description:
    'Answers as soon as there is something new, within 20 seconds, and ends; a client of Server-Sent Events asks again by itself, with `Last-Event-ID`, from where it was. Events: `timeline` (a line), `status` (how far the run is), and at last `end` (the run).',
  params,
  headers: z.object({
    'last-event-id': z.string().max(8192).optional().meta({ description: 'The id of the last event that was heard.' }),
  }),
  answers: {
    200: { description: 'What is new.', schema: z.string(), contentType: 'text/event-stream' },
    204: { description: 'The last event has been heard.' },
  },
  refusals: [404],
});
