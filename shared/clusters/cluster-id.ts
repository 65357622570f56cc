import { foldCase } from '../plain/fold-case.ts';
import type { ClusterReference } from './cluster-reference.ts';

/** What an ARM id names: a cluster, one of its node pools, or a resource below either. */
export interface ClusterId {
  cluster: ClusterReference;
  /** Lower-case; null for an id that names no node pool. */
  poolName: string | null;
  /** The rest of the id, such as `scheduledEvents/<id>`; empty for the cluster or the node pool itself. */
  below: string;
}

const shape =
  /^\/?subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/]{1,90})\/providers\/Microsoft\.ContainerService\/managedClusters\/([^/]{1,63})(?:\/agentPools\/([^/]{1,12})(?=\/|$))?(?:\/(.*))?$/i;

/**
 * Parses an ARM id without regard to case, because ARM itself writes both `resourceGroups` and `resourcegroups`. Names
 * of the cluster and its group keep their spelling. Null for an id that names no AKS cluster.
 */
export function parseClusterId(text: string): ClusterId | null {
  const [, subscriptionId, resourceGroup, name, poolName, below = ''] = shape.exec(text.trim()) ?? [];
  if (!subscriptionId || !resourceGroup || !name) return null;
  return { cluster: { subscriptionId, resourceGroup, name }, poolName: poolName?.toLowerCase() ?? null, below };
}

/** The ARM id of a cluster, spelled as in Azure's documentation. */
export function formatClusterId({ subscriptionId, resourceGroup, name }: ClusterReference): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** Whether two references name one cluster: ARM's names are case-insensitive. */
export function sameCluster(a: ClusterReference, b: ClusterReference): boolean {
  return foldCase(formatClusterId(a)) === foldCase(formatClusterId(b));
}
