import { parseClusterId } from '../../clusters/cluster-id.ts';

/** Where a cluster is below `…/clusters` of the API: the names in its ARM id, escaped. */
export function pathOfCluster(clusterId: string, ...below: readonly string[]): string {
  const cluster = parseClusterId(clusterId)?.cluster;
  const names = cluster ? [cluster.subscriptionId, cluster.resourceGroup, cluster.name] : [clusterId];
  return [...names, ...below].map((part) => encodeURIComponent(part)).join('/');
}
