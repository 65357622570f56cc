import type { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { MessageQueue } from './message-queue.ts';

/** Whoever has taken the message over in the meantime will end it (QueueProcessor of the Storage extension). */
const takenOver = new Set([
  'PopReceiptMismatch',
  'MessageNotFound',
  'QueueNotFound',
  'QueueBeingDeleted',
  'QueueDisabled',
]);

async function unlessTakenOver(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!takenOver.has((error as { code?: string }).code ?? '')) throw error;
  }
}

async function addAndCreate(queue: QueueClient, body: string): Promise<void> {
  try {
    await queue.sendMessage(body);
  } catch (error) {
    if ((error as { code?: string }).code !== 'QueueNotFound') throw error;
    await queue.createIfNotExists();
    await queue.sendMessage(body);
  }
}

function toMessageQueue(queue: QueueClient): MessageQueue {
  return {
    name: queue.name,
    exists: () => queue.exists(),
    async receive(count, hiddenMs) {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: count,
        visibilityTimeout: hiddenMs / 1000,
      });
      return receivedMessageItems.map(({ messageId, messageText, ...others }) => ({
        ...others,
        id: messageId,
        body: messageText,
      }));
    },
    async hide(message, hiddenMs) {
      const hide = async () => {
        const { popReceipt } = await queue.updateMessage(message.id, message.popReceipt, undefined, hiddenMs / 1000);
        if (popReceipt !== undefined) message.popReceipt = popReceipt;
      };
      await unlessTakenOver(hide());
    },
    remove: (message) => unlessTakenOver(queue.deleteMessage(message.id, message.popReceipt)),
    add: (body) => addAndCreate(queue, body),
  };
}

/**
 * Opens the queues of the storage account that a connection string names. The client is loaded here and not before: most
 * apps have no queue trigger. Rejects for a text that is no connection string.
 */
export async function openStorageQueues(connectionString: string): Promise<(name: string) => MessageQueue> {
  const { QueueServiceClient: Client } = await import('@azure/storage-queue');
  const service: QueueServiceClient = Client.fromConnectionString(connectionString);
  return (name) => toMessageQueue(service.getQueueClient(name));
}
