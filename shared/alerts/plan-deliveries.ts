import { chunks } from '../plain/chunks.ts';
import type { AlertMessage } from './alert-message.ts';
import { parseAlert } from './parse-alert.ts';
import type { PendingDelivery } from './pending-delivery.ts';

export interface ReadableDelivery {
  delivery: PendingDelivery;
  message: AlertMessage;
  due: boolean;
}

export interface DeliveryPlan {
  /** What each sink is to be sent, in order; a batch is of one cluster and goes as one. */
  sinks: { sink: string; batches: ReadableDelivery[][] }[];
  /** Due deliveries that nobody can read. */
  unreadable: PendingDelivery[];
}

/** What AlertSinks takes at once. */
const mostMessages = 10;

/**
 * Groups what waits by sink and cluster. A cluster with anything due takes along all that waits for it, in the order in
 * which it arose: otherwise, after a sink was away, `resolved` could arrive before the trouble that it ended. Clusters
 * that wait longest come first.
 */
export function planDeliveries(pending: readonly PendingDelivery[], now: string): DeliveryPlan {
  const isDue = (delivery: PendingDelivery) => Date.parse(delivery.nextAttemptAt) <= Date.parse(now);
  const unreadable: PendingDelivery[] = [];
  const readable: ReadableDelivery[] = [];
  for (const delivery of pending) {
    const due = isDue(delivery);
    // Somebody else is sending it just now; a claim that nobody made good is due again.
    if (delivery.claimed && !due) continue;
    const message = parseAlert(delivery.alert);
    if (message) readable.push({ delivery, message, due });
    else if (due) unreadable.push(delivery);
  }
  const sinks = [...Map.groupBy(readable, ({ delivery }) => delivery.sink)].map(([sink, waiting]) => ({
    sink,
    batches: [...Map.groupBy(waiting, ({ message }) => message.clusterId.toLowerCase()).values()]
      .filter((cluster) => cluster.some(({ due }) => due))
      .flatMap((cluster) => chunks(cluster.sort(byAge), mostMessages)),
  }));
  return { sinks: sinks.filter(({ batches }) => batches.length > 0), unreadable };
}

function byAge({ message: a }: ReadableDelivery, { message: b }: ReadableDelivery): number {
  return Date.parse(a.at) - Date.parse(b.at) || a.id.localeCompare(b.id);
}
