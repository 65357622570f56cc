import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

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

/**
 * Lists the files among the paths, and every `.json` file below the folders, in the order of their names: Event Grid
 * names blobs by hour. Rejects when a path does not exist.
 */
export async function findDeadLetterFiles(paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) found.push(path);
    else {
      const names = await readdir(path, { recursive: true });
      found.push(
        ...names
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map((name) => join(path, name)),
      );
    }
  }
  return found;
}

/** Reads the events of one blob, which is a JSON array or a single event. Throws when it is neither. */
export async function readDeadLetters(file: string): Promise<DeadLetter[]> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  return (Array.isArray(content) ? content : [content]).map((item: unknown) => {
    if (typeof item !== 'object' || item === null) throw new Error(`${file} holds something that is no event.`);
    const kept = Object.entries(item).filter(([name]) => !added.includes(name.toLowerCase()));
    const event: Record<string, unknown> = Object.fromEntries(kept);
    return {
      file,
      id: String(event['id'] ?? '(no id)'),
      type: String(event['eventType'] ?? event['type'] ?? ''),
      event,
    };
  });
}
