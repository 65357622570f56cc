import type { EventCluster } from './cluster-event.ts';

/** Takes the cluster, and the pool if there is one, from an ARM id in any case. Null when it is about neither. */
export function parseClusterResource(id: string): { cluster: EventCluster; poolName: string | null } | null {
  const found =
    /^\/subscriptions\/([0-9a-f-]{36})\/resourcegroups\/([^/]{1,90})\/providers\/microsoft\.containerservice\/managedclusters\/([^/]{1,63})(?:\/agentpools\/([^/]{1,12}))?\/?$/i.exec(
      id,
    );
  if (!found) return null;
  const [, subscriptionId = '', resourceGroup = '', name = '', poolName] = found;
  return { cluster: { subscriptionId, resourceGroup, name }, poolName: poolName?.toLowerCase() ?? null };
}
