import type { Clock } from '../../seams/clock.ts';
import type { Invocation } from '../app/invoke-function.ts';
import type { Log } from '../app/log.ts';
import type { QueueSettings } from '../app/queue-settings.ts';
import type { MessageQueue, ReceivedMessage } from './message-queue.ts';
import { decodeMessage, encodeMessage, textOf } from './message-text.ts';

/** How long a received message stays hidden; a longer invocation renews it (QueueListener of the Storage extension). */
export const hiddenMs = 10 * 60_000;

export interface MessageWork {
  queue: MessageQueue;
  /** Null for a queue that is itself a poison queue: what fails there stays hidden until its time is up. */
  poison: MessageQueue | null;
  settings: QueueSettings;
  clock: Clock;
  log: Log;
  /** Rejects with what the function threw. */
  invoke(invocation: Invocation): Promise<unknown>;
}

/** Builds the data of a queueTrigger: the text, and as metadata what the service says of the message. */
function toTriggerData(message: ReceivedMessage, text: string): Invocation {
  return {
    trigger: { string: text },
    triggerMetadata: {
      QueueTrigger: { string: text },
      DequeueCount: { int: message.dequeueCount },
      Id: { string: message.id },
      PopReceipt: { string: message.popReceipt },
      InsertionTime: { json: JSON.stringify(message.insertedOn) },
      ExpirationTime: { json: JSON.stringify(message.expiresOn) },
      NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
    },
  };
}

/** Moves a message to the poison queue. */
async function moveAway({ queue, poison, settings, log }: MessageWork, message: ReceivedMessage, body: string) {
  if (!poison) return;
  const reached = `Message has reached MaxDequeueCount of ${settings.maxDequeueCount}.`;
  log('warning', 'Host.Triggers.Queues', `${reached} Moving message to queue '${poison.name}'.`);
  await poison.add(body);
  await queue.remove(message);
}

/** Keeps the message hidden while its invocation lasts. Returns what ends that. */
function keepHidden({ queue, clock, log }: MessageWork, message: ReceivedMessage): () => void {
  let cancel = () => {};
  const arm = (): void => {
    cancel = clock.after(hiddenMs / 2, () => {
      queue.hide(message, hiddenMs).catch((error: unknown) => log('warning', 'Host.Triggers.Queues', String(error)));
      arm();
    });
  };
  arm();
  return () => cancel();
}

/**
 * Gives one received message to the function, and removes it, releases it or moves it away, in the order of
 * QueueProcessor (Storage extension 5.x). A message that does not have the encoding of host.json is moved away at once.
 * Rejects when the storage does not answer.
 */
export async function processMessage(work: MessageWork, message: ReceivedMessage): Promise<void> {
  const { queue, poison, settings } = work;
  const content = decodeMessage(message.body, settings.messageEncoding);
  if (!content) return moveAway(work, message, message.body);
  const body = encodeMessage(content, settings.messageEncoding);
  if (message.dequeueCount > settings.maxDequeueCount) return moveAway(work, message, body);
  const stopHiding = keepHidden(work, message);
  let failed = false;
  try {
    await work.invoke(toTriggerData(message, textOf(content)));
  } catch (error) {
    failed = true;
    work.log('error', 'Host.Triggers.Queues', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    stopHiding();
  }
  if (!failed) return queue.remove(message);
  if (message.dequeueCount >= settings.maxDequeueCount) return moveAway(work, message, body);
  if (poison) await queue.hide(message, settings.retryAfterMs);
}
