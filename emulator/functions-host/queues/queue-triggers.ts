import type { Clock } from '../../seams/clock.ts';
import type { InvokeFunction } from '../app/invoke-function.ts';
import type { Log } from '../app/log.ts';
import type { QueueSettings } from '../app/queue-settings.ts';
import type { MessageQueue } from './message-queue.ts';
import { openStorageQueues } from './open-storage-queues.ts';
import { pollQueue } from './poll-queue.ts';
import type { QueueFunction } from './queue-functions.ts';

const suffix = '-poison';
/** The longest name of a queue (REST API of Azure Storage, "Naming queues and metadata"). */
const longestName = 63;

/** A poison queue has none itself, nor has a queue whose name leaves no room for the suffix (QueueListenerFactory). */
function poisonOf(name: string, open: (name: string) => MessageQueue): MessageQueue | null {
  const poisonName = `${name}${suffix}`;
  return name.endsWith(suffix) || poisonName.length > longestName ? null : open(poisonName);
}

export interface QueueTriggerOptions {
  settings: QueueSettings;
  /** The real time: the storage that hides messages keeps it too. */
  clock: Clock;
  invoke: InvokeFunction;
  log: Log;
}

/**
 * Starts to listen to the queue of each function. A function whose connection is missing or wrong is reported and does
 * not run; the others do, as on the real host.
 */
export function startQueueTriggers(
  functions: readonly QueueFunction[],
  { settings, clock, invoke, log }: QueueTriggerOptions,
): { stop(): void } {
  const stops = new Set<() => void>();
  let stopped = false;

  async function listen({ target, queueName, connection }: QueueFunction): Promise<void> {
    if (connection.kind === 'none') throw new Error(connection.why);
    const open = await openStorageQueues(connection.value);
    if (stopped) return;
    const work = { queue: open(queueName), poison: poisonOf(queueName, open), settings, clock, log };
    const polling = pollQueue({ ...work, invoke: (invocation) => invoke(target, invocation) }, Math.random);
    stops.add(polling.stop);
  }

  for (const each of functions) {
    listen(each).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      const what = `The listener for function 'Functions.${each.target.name}' was unable to start.`;
      log('error', 'Host.Startup', `${what} ${why}`);
    });
  }
  return {
    stop() {
      stopped = true;
      for (const stop of stops) stop();
    },
  };
}
