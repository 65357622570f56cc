import { dnsPrefixOf, type NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import { told } from '../plain/told.ts';
import { dnsServiceIpIn } from '../preflight/new-cluster/network-conflicts.ts';

/**
 * The body of a new cluster as Azure Resource Manager names it, with its System pool alone. What no caller chooses is as in
 * infra/clusters/new-cluster.bicep.
 */
export function managedClusterBody(clusterName: string, spec: NewClusterSpec) {
  const { location, tags, tier, supportPlan, kubernetesVersion, nodeResourceGroup, autoUpgradeProfile } = spec;
  return {
    location,
    tags,
    sku: { name: 'Base' as const, tier },
    identity: spec.identity,
    properties: {
      ...told({ kubernetesVersion, nodeResourceGroup }),
      supportPlan,
      dnsPrefix: spec.dnsPrefix ?? dnsPrefixOf(clusterName),
      enableRBAC: true,
      disableLocalAccounts: spec.disableLocalAccounts,
      ...(spec.aadProfile && { aadProfile: entraOf(spec.aadProfile) }),
      apiServerAccessProfile: accessOf(spec.apiServerAccessProfile),
      autoUpgradeProfile,
      nodeProvisioningProfile: { mode: 'Manual' as const },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true }, imageCleaner: { enabled: true, intervalHours: 48 } },
      networkProfile: networkOf(spec.networkProfile),
      agentPoolProfiles: [systemPoolOf(spec.systemPool, tags)],
    },
  };
}

export type ManagedClusterBody = ReturnType<typeof managedClusterBody>;

function entraOf({ enableAzureRBAC, adminGroupObjectIDs, tenantID }: NonNullable<NewClusterSpec['aadProfile']>) {
  return { managed: true, enableAzureRBAC, adminGroupObjectIDs, ...told({ tenantID }) };
}

function accessOf(access: NewClusterSpec['apiServerAccessProfile']) {
  const { enablePrivateCluster, enablePrivateClusterPublicFQDN, privateDNSZone, authorizedIPRanges } = access;
  return {
    enablePrivateCluster,
    disableRunCommand: access.disableRunCommand ?? !enablePrivateCluster,
    ...told({ enablePrivateClusterPublicFQDN, privateDNSZone }),
    ...(authorizedIPRanges.length > 0 && { authorizedIPRanges }),
  };
}

/** A range of services that the caller chose needs an address for DNS in it, which AKS does not choose. */
function networkOf(network: NewClusterSpec['networkProfile']) {
  const { networkPlugin, networkPluginMode, networkPolicy, outboundType, podCidr, serviceCidr } = network;
  const dnsServiceIP = network.dnsServiceIP ?? dnsServiceIpIn(serviceCidr) ?? undefined;
  return {
    ...{ networkPlugin, networkPolicy, outboundType, loadBalancerSku: 'standard' as const },
    ...(networkPluginMode !== null && { networkPluginMode }),
    ...told({ podCidr, serviceCidr, dnsServiceIP }),
  };
}

function systemPoolOf(
  { zones, vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, ...pool }: NewClusterSpec['systemPool'],
  tags: Record<string, string>,
) {
  const { name, vmSize, count, osSKU, nodeTaints, osDiskType, enableEncryptionAtHost } = pool;
  return {
    ...{ name, vmSize, count, osSKU, nodeTaints, tags },
    mode: 'System' as const,
    osType: 'Linux' as const,
    type: 'VirtualMachineScaleSets' as const,
    ...(zones.length > 0 && { availabilityZones: zones }),
    ...told({ vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost }),
  };
}
