import type { DurableClient } from 'durable-functions';

/**
 * Ends an orchestration as it is. Does nothing when it has ended, or does not exist (the SDK reports a 404 as an error).
 * Throws when Durable does not answer.
 */
export async function terminateIfThere(client: DurableClient, instanceId: string, reason: string): Promise<void> {
  try {
    await client.terminate(instanceId, reason);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('No instance with ID'))) throw error;
  }
}
