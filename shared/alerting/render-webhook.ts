import type { AlertMessage } from '../alerts/alert-message.ts';

/**
 * Renders the body of our webhook: type, timestamp and data, as Standard Webhooks recommends. `alerts` are sorted, the
 * oldest first. The same alerts always give the same bytes, so `timestamp` is the time of the newest alert and not the
 * time of sending.
 */
export function renderWebhook(alerts: readonly AlertMessage[]): object {
  const [first] = alerts;
  return {
    type: 'kataproof.alerts',
    timestamp: alerts.at(-1)?.at,
    data: { cluster: { id: first?.clusterId, name: first?.clusterName }, alerts },
  };
}
