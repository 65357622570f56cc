/** What names a cluster; a `ClusterReference` of the ports is one. */
interface ClusterNames {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

const shape =
  /^\/?subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ContainerService\/managedClusters\/([^/]+)(?:\/.*)?$/i;

/**
 * The cluster that an ARM id names, or null. Takes any case (ARM itself spells `resourcegroups` in both) and the ids
 * of what is in a cluster, such as an agent pool.
 */
export function parseClusterId(text: string): ClusterNames | null {
  const [, subscriptionId, resourceGroup, name] = shape.exec(text.trim()) ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : null;
}

/** The ARM id of a cluster, spelled as Azure's documentation does. */
export function formatClusterId({ subscriptionId, resourceGroup, name }: ClusterNames): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** Whether two references name one cluster: ARM's names are case-insensitive. */
export function sameCluster(a: ClusterNames, b: ClusterNames): boolean {
  return formatClusterId(a).toLowerCase() === formatClusterId(b).toLowerCase();
}
