import type { DurableClient } from 'durable-functions';

/**
 * Raises an event to an instance. One that does not exist, or has ended, has no use for it, and that is no error. Throws
 * when Durable does not answer.
 */
export async function raiseUnlessUnknown(client: DurableClient, instanceId: string, eventName: string): Promise<void> {
  await client.raiseEvent(instanceId, eventName, {}).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('No instance with ID'))) throw error;
  });
}
