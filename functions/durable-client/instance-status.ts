import type { DurableClient } from 'durable-functions';
import { startUnlessRunning } from './start-unless-running.ts';

/** The runtime status of an instance; null when there is none. Throws when Durable does not answer. */
export async function readInstanceStatus(client: DurableClient, instanceId: string): Promise<string | null> {
  try {
    return (await client.getStatus(instanceId)).runtimeStatus;
  } catch (error) {
    if (error instanceof Error && error.message.includes('HTTP 404')) return null;
    throw error;
  }
}

/** Whether an instance of that status still has something to do. */
export function isUnderWay(status: string | null): boolean {
  return status !== null && ['Running', 'Pending', 'Suspended', 'ContinuedAsNew'].includes(status);
}

/** Starts an instance of which there is to be one at a time. False when the one before is still under way. */
export async function startUnlessUnderWay(
  client: DurableClient,
  orchestrator: string,
  instanceId: string,
  input: object,
): Promise<boolean> {
  if (isUnderWay(await readInstanceStatus(client, instanceId))) return false;
  return (await startUnlessRunning(client, orchestrator, instanceId, input)).started;
}
