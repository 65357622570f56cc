import type { ClusterReference } from '../ports/cluster-reference.ts';

const shape =
  /^\/?subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ContainerService\/managedClusters\/([^/]+)(?:\/.*)?$/i;

/**
 * The cluster that an ARM id names, or null. Takes any case (ARM itself spells `resourcegroups` in both) and the ids
 * of what is in a cluster, such as an agent pool.
 */
export function parseClusterId(text: string): ClusterReference | null {
  const [, subscriptionId, resourceGroup, name] = shape.exec(text.trim()) ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : null;
}

/** The ARM id of a cluster, spelled as Azure's documentation does. */
export function formatClusterId({ subscriptionId, resourceGroup, name }: ClusterReference): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** Whether two references name one cluster: ARM's names are case-insensitive. */
export function sameCluster(a: ClusterReference, b: ClusterReference): boolean {
  return formatClusterId(a).toLowerCase() === formatClusterId(b).toLowerCase();
}
