import { z } from 'zod';
import { type AlertMessage, messageKinds } from '../../alerts/alert-message.ts';
import { deliveryStates } from '../../alerts/delivery.ts';
import { moment, verdictSchema } from './answer-parts.ts';

export const alertStateSchema = z.enum(deliveryStates).meta({
  id: 'AlertDeliveryState',
  description: '`dead` was given up, and is tried again when it is replayed.',
});

const kind = z.enum(messageKinds);

/** What people were told. */
const messageSchema = z
  .strictObject({
    id: z.string(),
    kind,
    severity: z.enum(['info', 'warning', 'critical']),
    clusterId: z.string(),
    clusterName: z.string(),
    poolName: z.string(),
    verdict: verdictSchema,
    title: z.string(),
    reason: z.string(),
    nodesAffected: z.int(),
    nodes: z.array(
      z.strictObject({
        nodeName: z.string(),
        verdict: verdictSchema,
        check: z.string(),
        expected: z.string(),
        seen: z.string(),
      }),
    ),
    since: moment,
    at: moment,
    before: z.strictObject({ state: z.union([verdictSchema, z.literal('stale')]), since: moment }).nullable(),
    whatToDo: z.string(),
    runId: z.string().nullable(),
  })
  .meta({
    id: 'AlertMessage',
    description: 'What people are told. Chats get it shortened; other sinks whole.',
  }) satisfies z.ZodType<AlertMessage>;

/** An alert for one sink: what became of it, and what it says. */
export const alertSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Of the alert and its sink: an alert for two sinks is listed twice.' }),
    state: alertStateSchema,
    sink: z.string().meta({ description: 'The name of the sink in the settings; where that leads is told nowhere.' }),
    clusterId: z.string().nullable(),
    poolName: z.string().nullable(),
    kind: kind.nullable(),
    subject: z.string().nullable().meta({ description: 'The title, which is one line.' }),
    queuedAt: moment.nullable(),
    dueAt: moment.nullable().meta({
      description:
        'The earliest moment of the next try; null unless it is queued. While a try is under way, its limit.',
    }),
    sentAt: moment.nullable().meta({ description: 'When the sink took it.' }),
    diedAt: moment.nullable().meta({
      description: 'When it was given up; null unless it is dead, and of one that an earlier version gave up.',
    }),
    attempts: z.int().meta({ description: 'Tries that failed; since the last replay, if there was one.' }),
    lastError: z.string().nullable().meta({ description: 'Why the last of them failed.' }),
    message: messageSchema
      .nullable()
      .meta({ description: 'Null, as what is taken from it, for an alert that this version cannot read.' }),
  })
  .meta({ id: 'AlertDelivery', description: 'An alert for one sink.' });

export type AlertAnswer = z.infer<typeof alertSchema>;
