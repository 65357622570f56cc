import { chunks } from '../plain/chunks.ts';
import { foldCase } from '../plain/fold-case.ts';
import type { AlertMessage } from './alert-message.ts';
import type { Delivery } from './delivery.ts';
import { parseAlert } from './parse-alert.ts';

/** A pending delivery with its parsed alert. `due`: its time has come; otherwise it is only sent along. */
export interface ReadableDelivery {
  delivery: Delivery;
  message: AlertMessage;
  due: boolean;
}

/** What to send now, and what cannot be sent. */
export interface DeliveryPlan {
  /** The batches that each sink is to get, in order. A batch holds alerts of one cluster and goes as one message. */
  sinks: { sink: string; batches: ReadableDelivery[][] }[];
  /** Due deliveries whose alert this version cannot read. */
  unreadable: Delivery[];
}

/** The most messages that AlertSinks.deliver takes at once. */
const mostMessages = 10;

/**
 * Groups pending deliveries by sink and cluster, as of `now` (ISO 8601). A cluster with one due delivery takes along
 * all its others in the order in which they arose: after an outage of the sink, `resolved` could otherwise arrive
 * before the trouble that it ended. The cluster that has waited longest comes first, if `pending` is sorted.
 */
export function planDeliveries(pending: readonly Delivery[], now: string): DeliveryPlan {
  const isDue = (delivery: Delivery) => Date.parse(delivery.nextAttemptAt) <= Date.parse(now);
  const unreadable: Delivery[] = [];
  const readable: ReadableDelivery[] = [];
  for (const delivery of pending) {
    const due = isDue(delivery);
    // Another call is sending it now. A claim that has run out is due again.
    if (delivery.claimed && !due) continue;
    const message = parseAlert(delivery.alert);
    if (message) readable.push({ delivery, message, due });
    else if (due) unreadable.push(delivery);
  }
  const sinks = [...Map.groupBy(readable, ({ delivery }) => delivery.sink)].map(([sink, waiting]) => ({
    sink,
    batches: [...Map.groupBy(waiting, ({ message }) => foldCase(message.clusterId)).values()]
      .filter((cluster) => cluster.some(({ due }) => due))
      .flatMap((cluster) => chunks(cluster.sort(byAge), mostMessages)),
  }));
  return { sinks: sinks.filter(({ batches }) => batches.length > 0), unreadable };
}

function byAge({ message: a }: ReadableDelivery, { message: b }: ReadableDelivery): number {
  return Date.parse(a.at) - Date.parse(b.at) || a.id.localeCompare(b.id);
}
