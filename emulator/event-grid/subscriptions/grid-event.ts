import { z } from 'zod';

/** An event in Event Grid's own schema, in which Azure's services publish to system topics. */
export interface GridEvent {
  id: string;
  /** ARM id of what published it: a subscription, a resource group, a cluster, a custom topic. */
  topic: string;
  subject: string;
  eventType: string;
  eventTime: string;
  data: unknown;
  dataVersion: string;
  metadataVersion: string;
}

const text = z.string().min(1);

const inGridSchema = z
  .looseObject({ id: text, topic: text, subject: z.string(), eventType: text, eventTime: text, data: z.unknown() })
  .transform(
    ({ id, topic, subject, eventType, eventTime, data, ...others }): GridEvent => ({
      ...{ id, topic, subject, eventType, eventTime, data },
      dataVersion: String(others['dataVersion'] ?? ''),
      metadataVersion: String(others['metadataVersion'] ?? '1'),
    }),
  );

const inCloudEvents = z
  .looseObject({ specversion: z.literal('1.0'), id: text, source: text, type: text, data: z.unknown() })
  .transform(
    ({ id, source, type, data, ...others }): GridEvent => ({
      ...{ id, topic: source, subject: String(others['subject'] ?? ''), eventType: type },
      eventTime: String(others['time'] ?? new Date(0).toISOString()),
      ...{ data, dataVersion: '', metadataVersion: '1' },
    }),
  );

/** Events of services, as their documentation prints them: in either schema, alone or in a list. */
export const gridEvents = z
  .union([z.array(z.union([inCloudEvents, inGridSchema])), z.union([inCloudEvents, inGridSchema])])
  .transform((events) => [events].flat());

/** The event in the schema that a subscription asks for (Microsoft Learn, "CloudEvents v1.0 schema"). */
export function renderEvent(event: GridEvent, schema: 'EventGridSchema' | 'CloudEventSchemaV1_0') {
  if (schema === 'EventGridSchema') return { ...event };
  const { id, topic: source, subject, eventType: type, eventTime: time, data } = event;
  return { id, source, specversion: '1.0', type, ...(subject !== '' && { subject }), time, data };
}
