import type { DurableClient } from 'durable-functions';
import { ignoreUnknownInstance } from './ignore-unknown-instance.ts';

/**
 * Raises an event to an instance. One that does not exist, or has ended, has no use for it, and that is no error. Throws
 * when Durable does not answer.
 */
export async function raiseUnlessUnknown(client: DurableClient, instanceId: string, eventName: string): Promise<void> {
  await client.raiseEvent(instanceId, eventName, {}).catch(ignoreUnknownInstance);
}
