import { z } from 'zod';
import { type AlertMessage, messageKinds } from './alert-message.ts';

const verdict = z.enum(['isolated', 'shared-kernel', 'suspect', 'inconclusive']);

const schema = z.object({
  id: z.string(),
  kind: z.enum(messageKinds),
  severity: z.enum(['info', 'warning', 'critical']),
  clusterId: z.string(),
  clusterName: z.string(),
  poolName: z.string(),
  verdict,
  title: z.string(),
  reason: z.string(),
  nodesAffected: z.number(),
  nodes: z.array(
    z.object({ nodeName: z.string(), verdict, check: z.string(), expected: z.string(), seen: z.string() }),
  ),
  since: z.string(),
  at: z.iso.datetime({ offset: true }),
  before: z.object({ state: z.union([verdict, z.literal('stale')]), since: z.string() }).nullable(),
  whatToDo: z.string(),
  runId: z.string().nullable(),
}) satisfies z.ZodType<AlertMessage>;

/**
 * Parses a stored alert; null when this version cannot read it. It does not throw, because one unreadable alert must
 * not stop the others.
 */
export function parseAlert(stored: unknown): AlertMessage | null {
  const parsed = schema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
