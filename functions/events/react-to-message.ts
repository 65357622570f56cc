import type { InvocationContext } from '@azure/functions';
import { parseQueuedEvent } from '../../shared/events/parse-queued-event.ts';
import { settings } from '../wiring/app.ts';
import { reactToEvent } from './react-to-event.ts';

/**
 * Handles a message of the queue of events, as `reactToEvent` does the event in it. A message without an event is not Event Grid's, or is written in a way that we cannot read: in the poison queue
 * somebody sees it, and it can be read later. Its text is not quoted, because events name people.
 */
export async function reactToMessage(message: unknown, context: InvocationContext): Promise<void> {
  const event = parseQueuedEvent(message);
  if (event === null)
    throw new Error(
      `A message of the queue ${settings.eventQueue} holds no event: it is neither a JSON object nor base64 of one. It ends in the poison queue.`,
    );
  await reactToEvent(event, context);
}
