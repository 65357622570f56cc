import { z } from 'zod';

/** A published event as the control endpoint lists it, the same for both schemas. */
export interface PublishedEvent {
  schema: 'EventGridSchema' | 'CloudEventSchemaV1_0';
  id: string;
  type: string;
  subject: string | null;
  data: unknown;
  /** The time when the topic accepted it, in ISO 8601. */
  receivedAt: string;
  /** The event as it was published. */
  event: Record<string, unknown>;
}

const eventGridEvent = z.looseObject({
  id: z.string().min(1),
  subject: z.string().min(1),
  eventType: z.string().min(1),
  eventTime: z.iso.datetime({ offset: true }),
  data: z.unknown(),
  dataVersion: z.string().optional(),
});

const cloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().optional(),
  data: z.unknown(),
  time: z.iso.datetime({ offset: true }).optional(),
});

export type ReadResult = { ok: true; events: PublishedEvent[] } | { ok: false; message: string };

/**
 * Parses a publish request. The content type decides between an array of Event Grid events and CloudEvents 1.0, one
 * alone or a batch. A real topic accepts only the schema that it was created for; this one accepts both.
 */
export function parsePublishedEvents(contentType: string, body: string, receivedAt: string): ReadResult {
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  const json = parseJson(body);
  if (json === undefined) return { ok: false, message: 'This resource is configured for events in JSON.' };
  switch (mediaType) {
    case 'application/cloudevents+json':
      return parseCloudEvents([json], receivedAt);
    case 'application/cloudevents-batch+json':
      return parseCloudEvents(json, receivedAt);
    case 'application/json':
      return parseEventGridEvents(json, receivedAt);
    default:
      return { ok: false, message: `The Content-Type '${contentType}' is not supported.` };
  }
}

function parseEventGridEvents(json: unknown, receivedAt: string): ReadResult {
  const parsed = z.array(eventGridEvent).min(1).safeParse(json);
  if (!parsed.success) return refuse("This resource is configured for 'EventGridEvent' schema", parsed.error);
  const events = parsed.data.map((event) => ({
    schema: 'EventGridSchema' as const,
    id: event.id,
    type: event.eventType,
    subject: event.subject,
    data: event.data,
    receivedAt,
    event,
  }));
  return { ok: true, events };
}

function parseCloudEvents(json: unknown, receivedAt: string): ReadResult {
  const parsed = z.array(cloudEvent).min(1).safeParse(json);
  if (!parsed.success) return refuse("This resource is configured for 'CloudEventV10' schema", parsed.error);
  const events = parsed.data.map((event) => ({
    schema: 'CloudEventSchemaV1_0' as const,
    id: event.id,
    type: event.type,
    subject: event.subject ?? null,
    data: event.data,
    receivedAt,
    event,
  }));
  return { ok: true, events };
}

function refuse(expectation: string, error: z.ZodError): ReadResult {
  const issue = error.issues[0];
  const where = issue?.path.join('.') || 'body';
  return { ok: false, message: `${expectation} and requires it to be valid: ${where}: ${issue?.message}` };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
