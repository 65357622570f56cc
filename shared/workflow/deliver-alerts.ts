import type { AlertMessage, AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertStates, PendingDelivery } from '../ports/alert-states.ts';

/** Tries before a delivery becomes a dead letter: with the delays below, about a day. */
const mostAttempts = 24;
const firstDelayMs = 30_000;
const longestDelayMs = 2 * 60 * 60_000;

/** Milliseconds to wait after a failed try: doubled each time, up to two hours. */
export function deliveryDelay(attempts: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1));
}

/** Tries every delivery that is due, once. A sink that fails keeps its deliveries, and nobody else's wait for it. */
export async function deliverAlerts(
  ports: { alertStates: AlertStates; sinks: AlertSinks },
  now: string,
): Promise<{ delivered: number; failed: number }> {
  const due = await ports.alertStates.listDueDeliveries(now, 100);
  let delivered = 0;
  for (const delivery of due) {
    // The message was composed by compose-alert.ts and checked as JSON on reading; the sink renders what it knows of it.
    const sent = await ports.sinks.deliver(delivery.sink, delivery.alert as unknown as AlertMessage);
    if (sent.ok) {
      await ports.alertStates.removeDelivery(delivery.id);
      delivered++;
    } else await ports.alertStates.updateDelivery(afterFailure(delivery, sent.failure, now));
  }
  return { delivered, failed: due.length - delivered };
}

function afterFailure(
  delivery: PendingDelivery,
  failure: { message: string; retryable: boolean; retryAfterMs: number | null },
  now: string,
): PendingDelivery {
  const attempts = delivery.attempts + 1;
  const delayMs = Math.max(failure.retryAfterMs ?? 0, deliveryDelay(attempts));
  return {
    ...delivery,
    attempts,
    lastError: failure.message.slice(0, 1000),
    nextAttemptAt: new Date(Date.parse(now) + delayMs).toISOString(),
    dead: !failure.retryable || attempts >= mostAttempts,
  };
}
