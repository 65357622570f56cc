import { randomUUID } from 'node:crypto';
import type { DeadLetterDestination, EventSubscription } from './event-subscription.ts';
import type { KnownResources } from './known-resources.ts';

export interface DeadLetter {
  reason: 'MaxDeliveryAttemptsExceeded' | 'TimeToLiveExceeded' | 'UndeliverableDueToEndpointFailure';
  attempts: number;
  lastOutcome: string;
  publishedMs: number;
  lastAttemptMs: number;
}

/** What Event Grid adds to an event that it gives up; the names of CloudEvents have no capital letters. */
function describe(letter: DeadLetter, schema: EventSubscription['properties']['eventDeliverySchema']): object {
  const described = {
    deadLetterReason: letter.reason,
    deliveryAttempts: letter.attempts,
    lastDeliveryOutcome: letter.lastOutcome,
    publishTime: new Date(letter.publishedMs).toISOString(),
    lastDeliveryAttemptTime: new Date(letter.lastAttemptMs).toISOString(),
  };
  if (schema === 'EventGridSchema') return described;
  return Object.fromEntries(Object.entries(described).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * Writes an event that was given up to a blob. Resolves with whether that worked: a container that is not there loses the
 * event, as it does in Azure.
 */
export async function writeDeadLetter(
  known: KnownResources,
  { properties: to }: DeadLetterDestination,
  { name, source, properties }: EventSubscription,
  event: object,
  letter: DeadLetter,
): Promise<boolean> {
  const connectionString = known.storageAccount(to.resourceId);
  if (connectionString === undefined) return false;
  const { BlobServiceClient } = await import('@azure/storage-blob');
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(to.blobContainerName);
  const at = new Date(letter.lastAttemptMs);
  const hour = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours()].join('/');
  const path = `${source.split('/').at(-1)}/${name.toUpperCase()}/${hour}/${randomUUID()}.json`;
  const text = JSON.stringify([{ ...event, ...describe(letter, properties.eventDeliverySchema) }]);
  try {
    await container.getBlockBlobClient(path).upload(text, Buffer.byteLength(text));
    return true;
  } catch {
    return false;
  }
}
