import type { Destination } from './event-subscription.ts';
import type { KnownResources } from './known-resources.ts';

type StorageQueue = Extract<Destination, { endpointType: 'StorageQueue' }>['properties'];

/** The largest message of a queue, in bytes (Azure Storage, "Scalability targets for Queue Storage"). */
const mostBytes = 64 * 1024;

/** Loaded only when it is needed. */
async function openQueue(known: KnownResources, { resourceId, queueName }: StorageQueue) {
  const connectionString = known.storageAccount(resourceId);
  if (connectionString === undefined) return undefined;
  const { QueueServiceClient } = await import('@azure/storage-queue');
  return QueueServiceClient.fromConnectionString(connectionString).getQueueClient(queueName);
}

/** Whether the account and its queue are there. Rejects when the service does not answer. */
export async function queueExists(known: KnownResources, properties: StorageQueue): Promise<boolean> {
  return (await openQueue(known, properties))?.exists() ?? false;
}

/**
 * Writes an event to a queue, one a message, in base64: Microsoft's samples read such queues with a trigger that decodes it.
 * Resolves with the status of the service; null when it does not answer.
 */
export async function sendToQueue(
  known: KnownResources,
  properties: StorageQueue,
  event: object,
): Promise<number | null> {
  const text = Buffer.from(JSON.stringify(event), 'utf8').toString('base64');
  if (Buffer.byteLength(text) > mostBytes) return 413;
  try {
    const queue = await openQueue(known, properties);
    if (!queue) return 404;
    const messageTimeToLive = properties.queueMessageTimeToLiveInSeconds;
    await queue.sendMessage(text, messageTimeToLive === undefined ? {} : { messageTimeToLive });
    return 201;
  } catch (error) {
    return (error as { statusCode?: number }).statusCode ?? null;
  }
}
