import { redact } from '../errors.ts';
import type { Alert } from '../ports/alerts.ts';

/** The one event type that we publish; receivers filter by it. */
export const alertEventType = 'Kataproof.VerdictNotIsolated';

/** An event may have 1 MB and costs as one up to 64 KB (Event Grid quotas); the run itself has every node. */
const mostNodes = 100;

export interface AlertEvent {
  type: string;
  source: string;
  subject: string;
  id: string;
  time: Date;
  data: Record<string, unknown>;
}

/** A CloudEvents 1.0 event: the cluster is its source, pool and node its subject, and the alert's id its own. */
export function buildAlertEvent(alert: Alert): AlertEvent {
  const { subscriptionId, resourceGroup, name } = alert.cluster;
  const [first, ...others] = alert.nodes;
  const pool = alert.poolName ?? 'all-kata-pools';
  return {
    type: alertEventType,
    source: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`,
    subject: first && others.length === 0 ? `${pool}/${first.nodeName}` : pool,
    id: alert.id,
    time: new Date(alert.at),
    data: {
      runId: alert.runId,
      cluster: { subscriptionId, resourceGroup, name },
      poolName: alert.poolName,
      verdict: alert.verdict,
      reason: redact(alert.reason),
      nodeCount: alert.nodes.length,
      nodes: alert.nodes.slice(0, mostNodes).map(({ nodeName, verdict, reason }) => ({
        nodeName,
        verdict,
        reason: redact(reason),
      })),
    },
  };
}
