import type { Subscription } from '../../subscriptions/subscription.ts';
import { clusterKey, type ManagedCluster } from './managed-cluster.ts';

/** The name of the group in which AKS puts the nodes of a cluster (Microsoft Learn, "Frequently asked questions about AKS"). */
export function nodeResourceGroupOf({ resourceGroup, name, location, properties }: ManagedCluster): string {
  return properties.nodeResourceGroup ?? `MC_${resourceGroup}_${name}_${location}`;
}

/** Makes the group of the nodes, which belongs to the cluster and has its tags. */
export function addNodeResourceGroup(subscription: Subscription, cluster: ManagedCluster): void {
  const name = nodeResourceGroupOf(cluster);
  const { location, tags } = cluster;
  subscription.resourceGroups.push({ name, location, tags, managedBy: clusterKey(cluster) });
}

/** Removes it with everything in it. */
export function removeNodeResourceGroup(subscription: Subscription, cluster: ManagedCluster): void {
  const owner = clusterKey(cluster);
  subscription.resourceGroups = subscription.resourceGroups.filter(({ managedBy }) => managedBy !== owner);
}
