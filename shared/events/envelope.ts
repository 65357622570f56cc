import type { z } from 'zod';
import type { ClusterEvent } from './cluster-event.ts';

/** The fields that Event Grid's own schema and CloudEvents 1.0 have in common. */
export interface Envelope {
  id: string;
  type: string;
  /** ARM id of the topic. For events of a cluster this is the cluster itself. */
  source: string;
  /** ISO 8601. */
  at: string;
  data: unknown;
}

/** Parses the data of an event with a schema. Data that does not fit makes the event `malformed`. */
export function withData<T>(event: Envelope, schema: z.ZodType<T>, read: (data: T) => ClusterEvent): ClusterEvent {
  const parsed = schema.safeParse(event.data);
  if (parsed.success) return read(parsed.data);
  const issue = parsed.error.issues[0];
  const reason = `data.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  return { kind: 'malformed', id: event.id, type: event.type, reason };
}
