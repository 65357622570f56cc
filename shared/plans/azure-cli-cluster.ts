import { type CliOption, pairs } from './azure-cli-pairs.ts';
import type { ManagedClusterBody } from './managed-cluster-body.ts';

/** A new cluster as options of `az aks create` (Azure CLI 2.80, its own parameters), with its System pool. */
export function azureCliCluster({ location, tags, sku, identity, properties }: ManagedClusterBody): CliOption[] {
  const { kubernetesVersion, nodeResourceGroup, dnsPrefix, supportPlan, autoUpgradeProfile } = properties;
  const channel = autoUpgradeProfile.upgradeChannel;
  return [
    ['--location', location],
    ['--tier', sku.tier.toLowerCase()],
    ...given('--kubernetes-version', kubernetesVersion),
    ['--k8s-support-plan', supportPlan],
    ['--dns-name-prefix', dnsPrefix],
    ...given('--node-resource-group', nodeResourceGroup),
    ...(identity.type === 'UserAssigned'
      ? [['--assign-identity', ...Object.keys(identity.userAssignedIdentities)]]
      : [['--enable-managed-identity']]),
    ...entraOptions(properties),
    ...networkOptions(properties.networkProfile),
    ...accessOptions(properties.apiServerAccessProfile),
    ['--auto-upgrade-channel', channel],
    ['--node-os-upgrade-channel', autoUpgradeProfile.nodeOSUpgradeChannel],
    ['--enable-oidc-issuer'],
    ['--enable-workload-identity'],
    ['--enable-image-cleaner'],
    ['--image-cleaner-interval-hours', '48'],
    ['--no-ssh-key'],
    ...systemPoolOptions(properties.agentPoolProfiles),
    ...pairs('--tags', tags),
  ];
}

function given(option: string, value: string | number | undefined): CliOption[] {
  return value === undefined ? [] : [[option, String(value)]];
}

function entraOptions({ aadProfile, disableLocalAccounts }: ManagedClusterBody['properties']): CliOption[] {
  return [
    ...(aadProfile ? [['--enable-aad']] : []),
    ...(aadProfile?.enableAzureRBAC ? [['--enable-azure-rbac']] : []),
    ...(aadProfile && aadProfile.adminGroupObjectIDs.length > 0
      ? [['--aad-admin-group-object-ids', aadProfile.adminGroupObjectIDs.join(',')]]
      : []),
    ...given('--aad-tenant-id', aadProfile?.tenantID),
    ...(disableLocalAccounts ? [['--disable-local-accounts']] : []),
  ];
}

function networkOptions(network: ManagedClusterBody['properties']['networkProfile']): CliOption[] {
  return [
    ['--network-plugin', network.networkPlugin],
    ...given('--network-plugin-mode', network.networkPluginMode),
    ['--network-policy', network.networkPolicy],
    ['--outbound-type', network.outboundType],
    ['--load-balancer-sku', network.loadBalancerSku],
    ...given('--pod-cidr', network.podCidr),
    ...given('--service-cidr', network.serviceCidr),
    ...given('--dns-service-ip', network.dnsServiceIP),
  ];
}

function accessOptions(access: ManagedClusterBody['properties']['apiServerAccessProfile']): CliOption[] {
  const ranges = access.authorizedIPRanges ?? [];
  return [
    ...(access.enablePrivateCluster ? [['--enable-private-cluster']] : []),
    ...(access.enablePrivateClusterPublicFQDN === false ? [['--disable-public-fqdn']] : []),
    ...given('--private-dns-zone', access.privateDNSZone),
    ...(access.disableRunCommand ? [['--disable-run-command']] : []),
    ...(ranges.length > 0 ? [['--api-server-authorized-ip-ranges', ranges.join(',')]] : []),
  ];
}

/** The create command makes one pool, and names its parts by words of its own. */
function systemPoolOptions([pool]: ManagedClusterBody['properties']['agentPoolProfiles']): CliOption[] {
  if (!pool) return [];
  return [
    ['--nodepool-name', pool.name],
    ['--node-vm-size', pool.vmSize],
    ['--node-count', String(pool.count)],
    ['--os-sku', pool.osSKU],
    ...(pool.availabilityZones ? [['--zones', ...pool.availabilityZones]] : []),
    ...(pool.nodeTaints.length > 0 ? [['--nodepool-taints', pool.nodeTaints.join(',')]] : []),
    // The app gives the identity no role on its subnet either; without this, the CLI does, or asks whether it may.
    ...(pool.vnetSubnetID ? [['--vnet-subnet-id', pool.vnetSubnetID], ['--skip-subnet-role-assignment']] : []),
    ...given('--pod-subnet-id', pool.podSubnetID),
    ...given('--pod-ip-allocation-mode', pool.podIPAllocationMode),
    ...given('--max-pods', pool.maxPods),
    ...given('--node-osdisk-type', pool.osDiskType),
    ...(pool.enableEncryptionAtHost ? [['--enable-encryption-at-host']] : []),
    ...pairs('--nodepool-tags', pool.tags),
  ];
}
