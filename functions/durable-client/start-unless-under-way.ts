import type { DurableClient } from 'durable-functions';
import { isUnderWay, readInstanceStatus } from './instance-status.ts';
import { startUnlessRunning } from './start-unless-running.ts';

/**
 * Starts an instance unless an earlier one with the same id is still under way; returns false in that case. Throws when
 * Durable does not answer.
 */
export async function startUnlessUnderWay(
  client: DurableClient,
  orchestrator: string,
  instanceId: string,
  input: object,
): Promise<boolean> {
  if (isUnderWay(await readInstanceStatus(client, instanceId))) return false;
  return (await startUnlessRunning(client, orchestrator, instanceId, input)).started;
}
