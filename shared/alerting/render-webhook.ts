import type { AlertMessage } from '../alerts/alert-message.ts';

/**
 * The body of our own webhook: type, timestamp and data, as Standard Webhooks recommends. The same alerts always give
 * the same bytes, so `timestamp` is when the newest alert arose and not when it is sent.
 */
export function renderWebhook(alerts: readonly AlertMessage[]): object {
  const [first] = alerts;
  // The oldest comes first.
  return {
    type: 'kataproof.alerts',
    timestamp: alerts.at(-1)?.at,
    data: { cluster: { id: first?.clusterId, name: first?.clusterName }, alerts },
  };
}
