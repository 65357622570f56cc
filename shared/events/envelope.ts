import type { z } from 'zod';
import type { ClusterEvent } from './cluster-event.ts';

/** Event Grid's own schema and CloudEvents 1.0, reduced to what both say. */
export interface Envelope {
  id: string;
  type: string;
  /** ARM id of the topic: for events of a cluster, the cluster itself. */
  source: string;
  at: string;
  data: unknown;
}

/** Reads an event's data against its schema; what does not fit is malformed. */
export function withData<T>(event: Envelope, schema: z.ZodType<T>, read: (data: T) => ClusterEvent): ClusterEvent {
  const parsed = schema.safeParse(event.data);
  if (parsed.success) return read(parsed.data);
  const issue = parsed.error.issues[0];
  const reason = `data.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  return { kind: 'malformed', id: event.id, type: event.type, reason };
}
