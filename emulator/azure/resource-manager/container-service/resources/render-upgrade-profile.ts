import { resolveRunningVersion, upgradesFrom } from './kubernetes-versions.ts';
import type { ManagedCluster } from './managed-cluster.ts';

/**
 * Renders the body of `…/managedClusters/{name}/upgradeProfiles/default`: the versions to which the control plane and
 * each pool can be upgraded.
 */
export function renderUpgradeProfile(cluster: ManagedCluster): unknown {
  const profile = (kubernetesVersion: string) => ({
    kubernetesVersion,
    osType: 'Linux',
    upgrades: upgradesFrom(kubernetesVersion).map((version) => ({ kubernetesVersion: version })),
  });
  return {
    id: `/subscriptions/${cluster.subscriptionId}/resourcegroups/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster.name}/upgradeprofiles/default`,
    name: 'default',
    type: 'Microsoft.ContainerService/managedClusters/upgradeprofiles',
    properties: {
      controlPlaneProfile: profile(cluster.currentKubernetesVersion),
      agentPoolProfiles: cluster.pools.map(({ name, settings }) => ({
        name,
        ...profile(resolveRunningVersion(settings.orchestratorVersion) ?? settings.orchestratorVersion),
        osType: settings.osType,
      })),
    },
  };
}
