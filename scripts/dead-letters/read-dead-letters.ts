import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQueuedEvent } from '../../shared/events/parse-queued-event.ts';

export interface DeadLetter {
  file: string;
  id: string;
  type: string;
  /** The event as it was first sent, without the fields that Event Grid added when it gave up. */
  event: Record<string, unknown>;
}

/**
 * The fields that Event Grid adds to a dead-lettered event, for both schemas (Microsoft Learn, "Dead letter and retry
 * policies"). They are in lower case, as CloudEvents attributes are.
 */
const added = [
  'deadLetterReason',
  'deliveryAttempts',
  'lastDeliveryOutcome',
  'lastHttpStatusCode',
  'publishTime',
  'lastDeliveryAttemptTime',
  'deadLetterProperties',
].map((name) => name.toLowerCase());

/** Something that stands in the way of one file or event, and of no other. */
export interface Unreadable {
  file: string;
  problem: string;
}

/** Every `.json` file below the path, in the order of their names: Event Grid names blobs by hour. */
async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(path, name));
}

/** The events of every file below the paths. What cannot be read is among them, with its problem, and stops nothing. */
export async function* readDeadLetters(paths: string[]): AsyncGenerator<DeadLetter | Unreadable> {
  for (const path of paths) {
    const files = await listFiles(path).catch((error: unknown) => unreadable(path, error));
    if (!Array.isArray(files)) yield files;
    else for (const file of files) yield* await readBlob(file).catch((error: unknown) => [unreadable(file, error)]);
  }
}

/** The events of one file: a JSON array, or a single event. Messages of the poison queue are read for the event in them. */
async function readBlob(file: string): Promise<(DeadLetter | Unreadable)[]> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  return (Array.isArray(content) ? content : [content]).map((item: unknown) => {
    const found = parseQueuedEvent(isMessage(item) ? item.content : item);
    if (found === null || typeof item !== 'object') return { file, problem: 'it holds something that is no event' };
    const kept = Object.entries(found).filter(([name]) => !added.includes(name.toLowerCase()));
    const event: Record<string, unknown> = Object.fromEntries(kept);
    return {
      file,
      id: String(event['id'] ?? '(no id)'),
      type: String(event['eventType'] ?? event['type'] ?? ''),
      event,
    };
  });
}

/** What `az storage message peek` and `get` print of a message. */
function isMessage(item: unknown): item is { content: string } {
  return typeof item === 'object' && item !== null && 'content' in item && typeof item.content === 'string';
}

function unreadable(file: string, error: unknown): Unreadable {
  return { file, problem: error instanceof Error ? error.message : String(error) };
}
