import type { AlertMessage } from '../alerts/alert-message.ts';

const types = {
  opened: 'Kataproof.Alert.Opened',
  worsened: 'Kataproof.Alert.Worsened',
  stale: 'Kataproof.Alert.Stale',
  resolved: 'Kataproof.Alert.Resolved',
  'approval-needed': 'Kataproof.Alert.ApprovalNeeded',
} as const;

/**
 * Renders an alert as a CloudEvent 1.0: the cluster is its source, the pool its subject, and the alert's id is the
 * event's id. Receivers can filter by type.
 */
export function renderCloudEvent(alert: AlertMessage) {
  const { id, at, clusterId, ...data } = alert;
  return { id, type: types[alert.kind], source: clusterId, subject: alert.poolName, time: new Date(at), data };
}
