import { type Delivery, deliveryState } from '../alerts/delivery.ts';
import { parseAlert } from '../alerts/parse-alert.ts';
import type { AlertAnswer } from './answers/alert-schemas.ts';

/** Renders an alert for its sink. Of one that this version cannot read, only what became of it is told. */
export function renderAlert(delivery: Delivery): AlertAnswer {
  const { id, sink, attempts, lastError, nextAttemptAt, diedAt = null, sentAt = null } = delivery;
  const message = parseAlert(delivery.alert);
  const state = deliveryState(delivery);
  const { clusterId = null, poolName = null, kind = null, title: subject = null, at: queuedAt = null } = message ?? {};
  return {
    ...{ id, state, sink, clusterId, poolName, kind, subject, queuedAt },
    dueAt: state === 'queued' ? nextAttemptAt : null,
    ...{ sentAt, diedAt, attempts, lastError, message },
  };
}
