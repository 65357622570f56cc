import { isRecord } from '../plain/is-record.ts';
import { parseJson } from '../plain/parse-json.ts';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The event in a message of a storage queue, in the schema in which Event Grid wrote it; null when the message holds none.
 * Event Grid writes one event a message (Microsoft Learn, "Storage queue as an event handler"), but its pages do not say
 * whether as JSON or as base64 of it, and the Functions host gives a text of JSON as an object: each of these will do.
 */
export function parseQueuedEvent(message: unknown): Record<string, unknown> | null {
  if (isRecord(message)) return message;
  if (typeof message !== 'string') return null;
  const text = message.trim();
  const parsed =
    parseJson(text) ?? (base64.test(text) ? parseJson(Buffer.from(text, 'base64').toString('utf8')) : null);
  return isRecord(parsed) ? parsed : null;
}
