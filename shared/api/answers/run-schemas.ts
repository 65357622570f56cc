import { z } from 'zod';
import type { RunOrigin } from '../../runs/run-origin.ts';
import type { CleanupResult, QuarantineState } from '../../runs/run-record.ts';
import { clusterSchema, moment, principalSchema, verdictSchema } from './answer-parts.ts';

import { nodeResultSchema, poolResultSchema } from './evidence-schemas.ts';
import { preflightCheckSchema } from './preflight-schemas.ts';

/** The words of long-running operations (Azure REST API Guidelines, "Long-running operations"). */
export const operationStatuses = ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled'] as const;

const operationStatusSchema = z.enum(operationStatuses).meta({
  id: 'OperationStatus',
  description:
    'A run that came to a verdict has `Succeeded`, whatever the verdict: the check ran. `result.verdict` says what it found.',
});

const runOriginSchema = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('http'), principal: principalSchema.nullable() }),
    z.strictObject({ by: z.literal('event'), eventId: z.string(), eventKind: z.string() }),
    z.strictObject({ by: z.literal('night'), fleetId: z.string() }),
  ])
  .meta({ id: 'RunOrigin', description: 'What started a run.' }) satisfies z.ZodType<RunOrigin>;

const cleanupResultSchema = z
  .strictObject({
    podPairs: z.enum(['removed', 'left-to-expire', 'none']),
    namespace: z.enum(['removed', 'left-to-expire', 'not-ours', 'none']),
    pool: z.enum(['removed', 'removing', 'kept', 'not-ours', 'failed', 'none']),
    cluster: z
      .enum(['removed', 'removing', 'kept', 'not-ours', 'failed', 'none'])
      .exactOptional()
      .describe('Absent in a run that was to make no cluster. The pool goes with its cluster.'),
    problems: z.array(z.string()),
  })
  .meta({
    id: 'CleanupResult',
    description: 'What a run removed, and what it left to the hourly sweep.',
  }) satisfies z.ZodType<CleanupResult>;

const approvalSchema = z
  .strictObject({
    state: z
      .enum(['waiting', 'approved', 'expired', 'canceled'])
      .describe('`canceled`: the run ended before anybody decided.'),
    until: moment,
    at: moment.nullable().describe('When it was decided.'),
    by: principalSchema.nullable().describe('Who approved; null for a caller who showed nothing but a key.'),
    reason: z.string().nullable(),
  })
  .meta({
    id: 'Approval',
    description: 'Whether a run that waits for somebody may go on.',
  });

const quarantineSchema = z
  .strictObject({ state: z.enum(['kept', 'lifted', 'none']), reason: z.string().nullable() })
  .meta({
    id: 'Quarantine',
    description: "What became of the pool's quarantine. `none`: the pool was there already and was not closed.",
  }) satisfies z.ZodType<QuarantineState>;

const outcomeFields = {
  verdict: verdictSchema.nullable(),
  reason: z.string().nullable().describe('One sentence that a person can act on.'),
  pools: z.array(poolResultSchema),
  createdPool: z.boolean().describe('Whether the run made the pool, and so may remove it.'),
  createdCluster: z.boolean().describe('Whether the run made the cluster, and so may remove it.'),
  cleanup: cleanupResultSchema.nullable(),
};

const runOutcomeSchema = z
  .strictObject(outcomeFields)
  .meta({ id: 'RunOutcome', description: 'What a run came to, without the evidence of its nodes.' });

const runResultSchema = z
  .strictObject({ ...outcomeFields, nodes: z.array(nodeResultSchema) })
  .meta({ id: 'RunResult', description: 'What a run came to, with the evidence of each node.' });

const timelineEntrySchema = z
  .strictObject({
    at: moment,
    step: z.string(),
    percent: z.number().nullable().describe('Null for a part of a step, such as the proof of a single node.'),
    detail: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry', description: 'One line of what happened in a run.' });

const statusFields = {
  id: z.string(),
  kind: z.enum(['provisioning', 'verification']),
  status: operationStatusSchema,
  percentComplete: z.number().min(0).max(100),
  step: z.string().describe('One line: what happens now, or how the run ended.'),
  createdDateTime: moment,
  lastActionDateTime: moment,
  endedDateTime: moment.nullable(),
  expiresDateTime: moment.describe('After this moment the hourly sweep ends the run if it still runs.'),
  startedBy: runOriginSchema.nullable().describe('Null for a run that an older version recorded.'),
  cluster: clusterSchema,
  clusterId: z.string().describe("The cluster's ARM id."),
  poolName: z.string().nullable().describe('Null for every Kata pool of the cluster.'),
  cleanup: z.enum(['keep', 'delete-on-failure', 'always-delete']),
  cancelRequested: z.boolean(),
  request: z.record(z.string(), z.unknown()).describe('What was asked for, with its defaults.'),
  preflight: z.array(preflightCheckSchema).nullable().describe('Null where nothing was checked beforehand.'),
  transport: z
    .enum(['kubernetes-api', 'run-command'])
    .describe('How its cluster is reached: over the network, or by commands that Azure runs in it.'),
  approval: approvalSchema.nullable().describe('Null where the run does not wait for anybody.'),
  quarantine: quarantineSchema.nullable().describe('Null where there is, or was until now, none to speak of.'),
  error: z
    .strictObject({ code: z.string(), message: z.string() })
    .nullable()
    .describe('Why the run is `Failed` or `Canceled`; null otherwise.'),
  url: z.url().describe('Where the run is read.'),
};

/** A run in lists and in answers to writes. */
export const runSummarySchema = z
  .strictObject({ ...statusFields, result: runOutcomeSchema.nullable().describe('Null until the run has ended.') })
  .meta({ id: 'RunSummary', description: 'A run, without its timeline and the evidence of its nodes.' });

/** The status monitor of a run. */
export const runSchema = z
  .strictObject({
    ...statusFields,
    timeline: z.array(timelineEntrySchema),
    result: runResultSchema.nullable().describe('Null until the run has ended.'),
  })
  .meta({ id: 'Run', description: 'The status monitor of a run; at its end with verdict and evidence.' });

export type RunSummaryAnswer = z.infer<typeof runSummarySchema>;
export type RunAnswer = z.infer<typeof runSchema>;
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export type RunResult = z.infer<typeof runResultSchema>;

/** A page of runs. */
export const runPageSchema = z
  .strictObject({ value: z.array(runSummarySchema), nextLink: z.url().optional() })
  .meta({ id: 'RunPage' });

/** A page of the nodes of a run that have been proven so far. */
export const nodePageSchema = z
  .strictObject({ value: z.array(nodeResultSchema), nextLink: z.url().optional() })
  .meta({ id: 'NodePage' });
