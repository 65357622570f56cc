import { randomUUID } from 'node:crypto';
import type { DurableClient } from 'durable-functions';
import { asRecord } from '../../shared/plain/as-record.ts';
import { readInstance } from './instance-status.ts';
import { startUnlessRunning } from './start-unless-running.ts';

/** The one instance of a hub that keeps its name. */
const instanceId = 'kataproof-task-hub';

let known: Promise<string> | null = null;

/**
 * The name of the task hub of this host, which no other hub has: what the host calls it, and a random part that is kept
 * in the hub itself. Hosts with one hub read the same name. Asked once in a process. Throws when Durable does not answer.
 */
export function readTaskHub(client: DurableClient): Promise<string> {
  known ??= findName(client).catch((error: unknown) => {
    known = null;
    throw error;
  });
  return known;
}

/** Writes the name into the hub again, if it was purged there with the rest of the old history. */
export async function keepTaskHub(client: DurableClient, name: string): Promise<void> {
  if ((await readName(client)) === null) await startUnlessRunning(client, 'nameTaskHub', instanceId, { name });
}

async function findName(client: DurableClient): Promise<string> {
  const name = `${client.taskHubName}/${randomUUID()}`;
  await keepTaskHub(client, name);
  // Another host may have been faster, and then the name is its.
  return (await readName(client)) ?? name;
}

async function readName(client: DurableClient): Promise<string | null> {
  const name = asRecord((await readInstance(client, instanceId))?.input)['name'];
  return typeof name === 'string' ? name : null;
}
