import type { ManagedCluster } from './managed-cluster.ts';

/** Azure CNI gives a node this many addresses for pods when nobody says otherwise ("Configure maximum pods per node"). */
const defaultMaxPods = 30;

/** The addresses that nodes have in a subnet: one each, and with Azure CNI, but in an overlay, those of their pods too. */
export function addressesIn(id: string, clusters: Iterable<ManagedCluster>): number {
  let sum = 0;
  for (const { pools, properties } of clusters)
    for (const { settings } of pools) {
      if (settings.vnetSubnetID?.toLowerCase() !== id.toLowerCase()) continue;
      const { networkPlugin = 'azure', networkPluginMode = 'overlay' } = properties.networkProfile ?? {};
      const podsToo = networkPlugin === 'azure' && networkPluginMode !== 'overlay' && !settings.podSubnetID;
      sum += settings.count * (podsToo ? (settings.maxPods ?? defaultMaxPods) + 1 : 1);
    }
  return sum;
}
