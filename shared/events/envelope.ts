import type { z } from 'zod';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { asRecord } from '../plain/as-record.ts';
import type { ClusterEvent } from './cluster-event.ts';

/** The fields that Event Grid's own schema and CloudEvents 1.0 have in common. */
export interface Envelope {
  id: string;
  type: string;
  /** ARM id of the topic. For events of a cluster's system topic this is the cluster itself. */
  source: string;
  /** What the event is about; empty when it does not say. */
  subject: string;
  /** ISO 8601; null when the event does not say, as CloudEvents need not. */
  at: string | null;
  data: unknown;
}

/** Parses the data of an event with a schema. Data that does not fit makes the event `malformed`; data of
 * another form, such as a text, tells nothing. */
export function withData<T>(event: Envelope, schema: z.ZodType<T>, read: (data: T) => ClusterEvent): ClusterEvent {
  const parsed = schema.safeParse(asRecord(event.data));
  if (parsed.success) return read(parsed.data);
  const issue = parsed.error.issues[0];
  return malformed(event, `data.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

/** Why an event with an envelope is of no use. */
export function malformed({ id, type }: Envelope, reason: string): ClusterEvent {
  return { kind: 'malformed', id, type, reason };
}

/**
 * The cluster that the first of these texts names, as its own id or as the beginning of one; null when none does. The
 * samples that Microsoft prints name it in several places, and not every one of them in each.
 */
export function findCluster(texts: readonly unknown[]): ClusterReference | null {
  for (const text of texts) {
    const found = typeof text === 'string' ? parseClusterId(text) : null;
    if (found) return found.cluster;
  }
  return null;
}

/**
 * A moment as others write it, as ISO 8601 with an offset; null for none. Azure leaves the offset out at times and means
 * UTC, and writes the year 1 for "not yet".
 */
export function parseMoment(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 40) return null;
  const moment = /[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`;
  return Date.parse(moment) > Date.UTC(2000, 0) ? moment : null;
}
