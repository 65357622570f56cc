import { managedIdentity, tenantId } from '../../../identity/principals.ts';
import { completeNetwork } from './complete-network.ts';
import { hostNames } from './host-names.ts';
import type { ManagedCluster } from './managed-cluster.ts';
import { nodeResourceGroupOf } from './node-resource-group.ts';
import { renderAgentPoolProfile } from './render-agent-pool.ts';
import { renderIdentity } from './render-identity.ts';

/** How many pools a cluster may have (Microsoft Learn, AKS quotas). */
export const maxAgentPools = 100;

/**
 * Renders a cluster as ARM returns it. The case of ids varies, as recorded: the resource provider writes
 * `resourcegroups`, lists have `resourceGroups`.
 */
export function renderManagedCluster(
  cluster: ManagedCluster,
  segment: 'resourcegroups' | 'resourceGroups' = 'resourcegroups',
): unknown {
  const { properties, location, hostId, name } = cluster;
  const dnsPrefix = properties.dnsPrefix ?? name;
  const host = `${dnsPrefix}-${hostId}`;
  const names = hostNames(cluster);
  return {
    id: `/subscriptions/${cluster.subscriptionId}/${segment}/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    location,
    tags: cluster.tags,
    eTag: cluster.eTag,
    kind: 'Base',
    sku: cluster.sku,
    identity: renderIdentity(cluster.identity),
    systemData: { createdAt: new Date(cluster.createdAtMs).toISOString(), createdByType: 'Application' },
    properties: {
      autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
      nodeProvisioningProfile: { mode: 'Manual' },
      supportPlan: 'KubernetesOfficial',
      // AKS also returns this for a cluster with a managed identity, and Azure's CLI fails without it.
      servicePrincipalProfile: { clientId: 'msi' },
      ...properties,
      networkProfile: completeNetwork(properties.networkProfile),
      ...(properties.aadProfile && { aadProfile: { tenantID: tenantId, ...properties.aadProfile } }),
      provisioningState: cluster.provisioningState,
      ...(cluster.provisioningError && { status: { provisioningError: cluster.provisioningError } }),
      powerState: { code: cluster.powerState ?? 'Running' },
      currentKubernetesVersion: cluster.currentKubernetesVersion,
      dnsPrefix,
      ...(names.private && { privateFQDN: names.private }),
      ...(names.public && { fqdn: names.public }),
      azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
      nodeResourceGroup: nodeResourceGroupOf(cluster),
      maxAgentPools,
      agentPoolProfiles: cluster.pools.map(renderAgentPoolProfile),
      identityProfile: { kubeletidentity: { clientId: managedIdentity.clientId, objectId: managedIdentity.objectId } },
    },
  };
}
