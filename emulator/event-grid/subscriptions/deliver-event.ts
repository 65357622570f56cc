import type { Clock } from '../../seams/clock.ts';
import type { EventSubscription } from './event-subscription.ts';
import { type GridEvent, renderEvent } from './grid-event.ts';
import type { KnownResources } from './known-resources.ts';
import { deadLetterDelayMs, planRetry } from './retry-schedule.ts';
import { sendToQueue } from './send-to-queue.ts';
import { sendToWebhook, urlOf } from './send-to-webhook.ts';
import { type DeadLetter, writeDeadLetter } from './write-dead-letter.ts';

/** How the delivery of one event to one subscription stands. */
export interface Delivery {
  subscription: string;
  eventId: string;
  attempts: number;
  /** Of the last attempt; null before it, or when there was no answer. */
  lastStatus: number | null;
  outcome: 'pending' | 'delivered' | 'dead-lettered' | 'dropped';
}

export interface DeliveryWork {
  known: KnownResources;
  clock: Clock;
  /** Starts something after a wait of so many emulated milliseconds. */
  after(delayMs: number, run: () => Promise<void>): void;
}

function send({ known }: DeliveryWork, to: EventSubscription, event: object, attempts: number): Promise<number | null> {
  const { destination } = to.properties;
  if (destination.endpointType === 'StorageQueue') return sendToQueue(known, destination.properties, event);
  const url = urlOf(to.properties, known);
  return url === undefined ? Promise.resolve(404) : sendToWebhook(url, event, to, attempts);
}

const wasTaken = (status: number | null): boolean => status !== null && status >= 200 && status <= 204;

/** Why there is no further attempt; undefined when there is one. `liveUntilMs` and `nextMs` are emulated moments. */
function reasonToEnd(attempts: number, most: number, next: ReturnType<typeof planRetry>, leftMs: number) {
  if (!next.retry) return 'UndeliverableDueToEndpointFailure' as const;
  if (attempts >= most) return 'MaxDeliveryAttemptsExceeded' as const;
  return next.afterMs > leftMs ? ('TimeToLiveExceeded' as const) : undefined;
}

/**
 * Delivers one event to one subscription, with all its further attempts, and gives it up to the dead letters in the end.
 * `delivery` is kept up to date. Resolves after the first attempt.
 */
export async function deliverEvent(
  work: DeliveryWork,
  to: EventSubscription,
  published: GridEvent,
  delivery: Delivery,
): Promise<void> {
  const { maxDeliveryAttempts, eventTimeToLiveInMinutes } = to.properties.retryPolicy;
  const kind = to.properties.destination.endpointType === 'WebHook' ? 'webhook' : 'azure';
  const event = renderEvent(published, to.properties.eventDeliverySchema);
  const publishedMs = work.clock.now();
  let waitedMs = 0;

  async function giveUp(reason: DeadLetter['reason']): Promise<void> {
    const { deadLetters } = to.properties;
    const letter = {
      ...{ reason, attempts: delivery.attempts, lastOutcome: String(delivery.lastStatus ?? 'TimedOut') },
      ...{ publishedMs, lastAttemptMs: work.clock.now() },
    };
    const kept = deadLetters !== undefined && (await writeDeadLetter(work.known, deadLetters, to, event, letter));
    delivery.outcome = kept ? 'dead-lettered' : 'dropped';
  }

  async function attempt(): Promise<void> {
    const attempts = delivery.attempts + 1;
    delivery.lastStatus = await send(work, to, event, attempts);
    delivery.attempts = attempts;
    if (wasTaken(delivery.lastStatus)) {
      delivery.outcome = 'delivered';
      return;
    }
    const next = planRetry(kind, delivery.lastStatus, delivery.attempts);
    const leftMs = eventTimeToLiveInMinutes * 60_000 - waitedMs;
    const reason = reasonToEnd(delivery.attempts, maxDeliveryAttempts, next, leftMs);
    if (reason !== undefined) return work.after(deadLetterDelayMs, () => giveUp(reason));
    if (!next.retry) return;
    waitedMs += next.afterMs;
    work.after(next.afterMs, attempt);
  }

  await attempt();
}
