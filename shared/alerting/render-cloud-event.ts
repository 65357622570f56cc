import type { AlertMessage } from '../alerts/alert-message.ts';

/** Receivers filter by type: Kataproof.Alert.Opened, .Worsened, .Stale and .Resolved. */
const types = {
  opened: 'Kataproof.Alert.Opened',
  worsened: 'Kataproof.Alert.Worsened',
  stale: 'Kataproof.Alert.Stale',
  resolved: 'Kataproof.Alert.Resolved',
} as const;

/** An alert as a CloudEvent 1.0: the cluster is its source, the pool its subject, and the alert's id its own. */
export function renderCloudEvent(alert: AlertMessage) {
  const { id, at, clusterId, ...data } = alert;
  return { id, type: types[alert.kind], source: clusterId, subject: alert.poolName, time: new Date(at), data };
}
