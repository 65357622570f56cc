import { createBackOff } from './back-off.ts';
import type { ReceivedMessage } from './message-queue.ts';
import { hiddenMs, type MessageWork, processMessage } from './process-message.ts';

/**
 * Polls a queue and processes its messages until it is stopped, as QueueListener of the Storage extension does: whole
 * batches, the next one when few enough are left of the last, longer and longer waits while there are none, and no
 * complaint about a queue that does not exist yet. Rejects never.
 */
export function pollQueue(work: MessageWork, random: () => number): { stop(): void } {
  const { queue, settings, clock, log } = work;
  const nextDelayMs = createBackOff(settings.maxPollingMs, random);
  const processing = new Set<Promise<void>>();
  let stopped = false;
  let exists = false;
  let found = false;
  let endWait = (): void => {};

  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(nextDelayMs(found), resolve);
      found = false;
      endWait = () => {
        cancel();
        resolve();
      };
    });

  const warn = (error: unknown): void =>
    log('warning', 'Host.Triggers.Queues', `Queue '${queue.name}': ${error instanceof Error ? error.message : error}`);

  async function receive(): Promise<ReceivedMessage[]> {
    try {
      exists ||= await queue.exists();
      return exists ? await queue.receive(settings.batchSize, hiddenMs) : [];
    } catch (error) {
      exists = false;
      warn(error);
      return [];
    }
  }

  function process(message: ReceivedMessage): void {
    const task = processMessage(work, message)
      .catch(warn)
      .finally(() => processing.delete(task));
    processing.add(task);
  }

  async function poll(): Promise<void> {
    while (!stopped) {
      const batch = await receive();
      if (stopped) return;
      for (const message of batch) process(message);
      found ||= batch.length > 0;
      while (processing.size > settings.newBatchThreshold) await Promise.race(processing);
      if (batch.length === 0) await wait();
    }
  }

  void poll();
  return {
    stop() {
      stopped = true;
      endWait();
    },
  };
}
