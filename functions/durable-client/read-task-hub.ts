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

/**
 * Keeps the name from being purged with the old history: writes it again if it was written before `since` (milliseconds
 * since the epoch), or is not there. To be called before a purge and long before the name is old enough for one, because a
 * purge removes what it has listed, however young that is by then, and may go on when nobody waits for it any more.
 */
export async function keepTaskHub(client: DurableClient, name: string, since: number): Promise<void> {
  const kept = await readInstance(client, instanceId);
  if (nameIn(kept) === null) await startUnlessRunning(client, 'nameTaskHub', instanceId, { name });
  // What stands there counts: another host may call it by another name than this one remembers.
  else if (kept && kept.createdAtMs < since)
    await startUnlessRunning(client, 'nameTaskHub', instanceId, { name: nameIn(kept) });
}

async function findName(client: DurableClient): Promise<string> {
  const name = `${client.taskHubName}/${randomUUID()}`;
  await keepTaskHub(client, name, 0);
  // Another host may have been faster, and then the name is its.
  return nameIn(await readInstance(client, instanceId)) ?? name;
}

function nameIn(instance: { input: unknown } | null): string | null {
  const name = asRecord(instance?.input)['name'];
  return typeof name === 'string' ? name : null;
}
