import type { DurableClient } from 'durable-functions';
import { ignoreUnknownInstance } from './ignore-unknown-instance.ts';

/**
 * Ends an orchestration as it is. Does nothing when it has ended, or does not exist. Throws when Durable does not
 * answer.
 */
export async function terminateIfThere(client: DurableClient, instanceId: string, reason: string): Promise<void> {
  await client.terminate(instanceId, reason).catch(ignoreUnknownInstance);
}
