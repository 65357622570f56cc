import type {
  ContainerServiceNetworkProfile,
  ManagedCluster,
  ManagedClusterAgentPoolProfile,
  ManagedClusterAPIServerAccessProfile,
} from '@azure/arm-containerservice';
import { dnsPrefixOf, type NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import { dnsServiceIpIn } from '../../preflight/new-cluster/network-conflicts.ts';
import { tagWithRun } from '../run-tag.ts';
import { told } from '../told.ts';

/**
 * Builds the body of the cluster's PUT, with its System pool alone and the tag of the run on both. What no caller chooses is
 * as in infra/clusters/new-cluster.bicep.
 */
export function buildCluster(clusterName: string, spec: NewClusterSpec, runId: string): ManagedCluster {
  const { location, tier, supportPlan, kubernetesVersion, nodeResourceGroup, aadProfile, autoUpgradeProfile } = spec;
  const tags = tagWithRun(spec.tags, runId);
  return {
    location,
    tags,
    sku: { name: 'Base', tier },
    identity: spec.identity,
    ...told({ kubernetesVersion, nodeResourceGroup }),
    supportPlan,
    dnsPrefix: spec.dnsPrefix ?? dnsPrefixOf(clusterName),
    enableRbac: true,
    disableLocalAccounts: spec.disableLocalAccounts,
    ...(aadProfile && { aadProfile: buildEntra(aadProfile) }),
    apiServerAccessProfile: buildAccess(spec.apiServerAccessProfile),
    autoUpgradeProfile,
    nodeProvisioningProfile: { mode: 'Manual' },
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true }, imageCleaner: { enabled: true, intervalHours: 48 } },
    networkProfile: buildNetwork(spec.networkProfile),
    agentPoolProfiles: [buildSystemPool(spec.systemPool, tags)],
  };
}

function buildEntra({ enableAzureRBAC, adminGroupObjectIDs, tenantID }: NonNullable<NewClusterSpec['aadProfile']>) {
  return { managed: true, enableAzureRbac: enableAzureRBAC, adminGroupObjectIDs, ...told({ tenantID }) };
}

function buildAccess(access: NewClusterSpec['apiServerAccessProfile']): ManagedClusterAPIServerAccessProfile {
  const { enablePrivateCluster, enablePrivateClusterPublicFQDN, privateDNSZone, authorizedIPRanges } = access;
  return {
    enablePrivateCluster,
    disableRunCommand: access.disableRunCommand ?? !enablePrivateCluster,
    ...told({ enablePrivateClusterPublicFqdn: enablePrivateClusterPublicFQDN, privateDNSZone }),
    ...(authorizedIPRanges.length > 0 && { authorizedIPRanges }),
  };
}

/** A range of services that the caller chose needs an address for DNS in it, which AKS does not choose. */
function buildNetwork(network: NewClusterSpec['networkProfile']): ContainerServiceNetworkProfile {
  const { networkPlugin, networkPluginMode, networkPolicy, outboundType, podCidr, serviceCidr } = network;
  const dnsServiceIP = network.dnsServiceIP ?? dnsServiceIpIn(serviceCidr) ?? undefined;
  return {
    ...{ networkPlugin, networkPolicy, outboundType, loadBalancerSku: 'standard' },
    ...(networkPluginMode !== null && { networkPluginMode }),
    ...told({ podCidr, serviceCidr, dnsServiceIP }),
  };
}

function buildSystemPool(
  { zones, vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, ...pool }: NewClusterSpec['systemPool'],
  tags: Record<string, string>,
): ManagedClusterAgentPoolProfile {
  const { name, vmSize, count, osSKU, nodeTaints, osDiskType, enableEncryptionAtHost } = pool;
  return {
    ...{ name, vmSize, count, osSKU, nodeTaints, tags },
    mode: 'System',
    osType: 'Linux',
    type: 'VirtualMachineScaleSets',
    ...(zones.length > 0 && { availabilityZones: zones }),
    ...told({ vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost }),
  };
}
