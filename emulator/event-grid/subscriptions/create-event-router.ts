import type { Clock } from '../../seams/clock.ts';
import { type Delivery, deliverEvent } from './deliver-event.ts';
import type { EventSubscription } from './event-subscription.ts';
import type { GridEvent } from './grid-event.ts';
import { createKnownResources, type KnownResources } from './known-resources.ts';
import { matchesFilter } from './match-filter.ts';
import { queueExists } from './send-to-queue.ts';
import { urlOf, validateEndpoint } from './send-to-webhook.ts';

/** A subscription that Event Grid refuses to create. */
export class SubscriptionRefused extends Error {}

export interface EventRouter {
  known: KnownResources;
  /** Creates or replaces a subscription of a source. Rejects with SubscriptionRefused. */
  subscribe(subscription: EventSubscription): Promise<void>;
  /** Publishes events on the topic of their source. Resolves after the first attempt of each delivery. */
  publish(events: readonly GridEvent[]): Promise<Delivery[]>;
  /** Oldest first. */
  deliveries: readonly Delivery[];
  stop(): void;
}

/** Older deliveries are forgotten, because the emulator may run for days. */
const mostDeliveries = 10_000;

/**
 * Creates the event subscriptions of topics: an event goes through the filter of each subscription of its source, and to its
 * destination. Waits between attempts pass `speed` times as fast as in Azure.
 */
export function createEventRouter({ clock, speed }: { clock: Clock; speed: number }): EventRouter {
  const known = createKnownResources();
  const subscriptions = new Map<string, EventSubscription>();
  const deliveries: Delivery[] = [];
  const waits = new Set<() => void>();

  function after(delayMs: number, run: () => Promise<void>): void {
    const cancel = clock.after(delayMs / speed, () => {
      waits.delete(cancel);
      void run();
    });
    waits.add(cancel);
  }

  async function isThere(subscription: EventSubscription): Promise<boolean> {
    const { destination } = subscription.properties;
    if (destination.endpointType === 'StorageQueue') return queueExists(known, destination.properties);
    const url = urlOf(subscription.properties, known);
    return url !== undefined && validateEndpoint(url, subscription);
  }

  async function deliver(event: GridEvent, to: EventSubscription): Promise<Delivery> {
    const delivery: Delivery = {
      ...{ subscription: to.name, eventId: event.id, attempts: 0, lastStatus: null, outcome: 'pending' },
    };
    if (deliveries.length >= mostDeliveries) deliveries.shift();
    deliveries.push(delivery);
    await deliverEvent({ known, clock, after }, to, event, delivery);
    return delivery;
  }

  return {
    known,
    async subscribe(subscription) {
      if (!(await isThere(subscription)))
        throw new SubscriptionRefused(
          'Destination endpoint not found, or it did not agree. Resource should pre-exist before attempting this operation.',
        );
      subscriptions.set(`${subscription.source}|${subscription.name}`.toLowerCase(), subscription);
    },
    async publish(events) {
      const matched = events.flatMap((event) =>
        [...subscriptions.values()]
          .filter(({ source }) => source.toLowerCase() === event.topic.toLowerCase())
          .filter(({ properties }) => matchesFilter(properties.filter, event))
          .map((to) => ({ event, to })),
      );
      return Promise.all(matched.map(({ event, to }) => deliver(event, to)));
    },
    deliveries,
    stop() {
      for (const cancel of waits) cancel();
    },
  };
}
