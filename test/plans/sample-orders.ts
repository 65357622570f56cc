import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';
import { nodePoolSchema } from '../../shared/api/node-pool/node-pool-schema.ts';
import type { PlanOrder } from '../../shared/plans/plan-order.ts';
import { completePool } from '../../shared/preflight/complete-pool.ts';

export const cluster = {
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  resourceGroup: 'rg_(prod)',
  name: 'demo',
};

const groups = `/subscriptions/${cluster.subscriptionId}/resourceGroups`;
const network = `${groups}/net/providers/Microsoft.Network/virtualNetworks/vnet`;
const identity = `${groups}/net/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane`;

/** Texts that mean something to a shell, to ARM, to Bicep or to Terraform. */
export const oddTags = {
  owner: `O'Neil "the 1st" $HOME \`id\` \\ end`,
  bracket: "[concat('a')]",
  template: `\${env.x} %{ if } #{y}`,
};

export const everything = {
  name: 'kata',
  vmSize: 'Standard_D8s_v5',
  count: 2,
  enableAutoScaling: true,
  minCount: 1,
  maxCount: 4,
  nodeTaints: ['sandbox=kata:NoSchedule', 'only=some:NoExecute'],
  nodeLabels: { purpose: 'untrusted', 'example.com/tier': 'a' },
  zones: ['1', '2'],
  tags: oddTags,
  vnetSubnetID: `${network}/subnets/nodes`,
  maxPods: 60,
  enableEncryptionAtHost: true,
  upgradeSettings: { maxSurge: '33%', drainTimeoutInMinutes: 30 },
};

/** A plan's order as the API makes it of a body. */
export function orderOf(nodePool: object, newCluster: object | null = null): PlanOrder {
  const spec = nodePoolSchema.parse(nodePool);
  const pool = completePool(spec, { kubernetesVersion: '1.35', pools: [] });
  const made = newCluster && newClusterSchema.parse(newCluster);
  return { cluster, newCluster: made, pool, cleanup: 'keep', preflight: true, approval: false, existing: false };
}

/** Pools that each tool has a word for. */
export const pools = {
  'with nothing': { name: 'plain' },
  'with everything': { ...everything, name: 'all' },
  'that is autoscaled': {
    name: 'scaled',
    enableAutoScaling: true,
    minCount: 1,
    maxCount: 3,
    scaleDownMode: 'Deallocate',
  },
  'with a kubelet and a Linux of its own': {
    name: 'tuned',
    kubeletConfig: { podMaxPids: 200, failSwapOn: false },
    linuxOSConfig: { swapFileSizeMB: 1500, sysctls: { vmMaxMapCount: 262144 } },
    upgradeSettings: {
      maxUnavailable: '1',
      maxSurge: '0',
      undrainableNodeBehavior: 'Cordon',
      nodeSoakDurationInMinutes: 5,
    },
  },
  'in groups, with a DNS of its own': {
    name: 'grouped',
    vmSize: 'Standard_E4s_v5',
    proximityPlacementGroupID: `${groups}/net/providers/Microsoft.Compute/proximityPlacementGroups/near`,
    hostGroupID: `${groups}/net/providers/Microsoft.Compute/hostGroups/hosts`,
    capacityReservationGroupID: `${groups}/net/providers/Microsoft.Compute/capacityReservationGroups/kept`,
    enableNodePublicIP: true,
    nodePublicIPPrefixID: `${groups}/net/providers/Microsoft.Network/publicIPPrefixes/ours`,
    enableUltraSSD: true,
    zones: ['1'],
    nodeLabels: { empty: '' },
    localDNSProfile: {
      mode: 'Required',
      vnetDNSOverrides: {
        '.': { queryLogging: 'Error', protocol: 'PreferUDP', forwardPolicy: 'Random', maxConcurrent: 500 },
      },
      kubeDNSOverrides: {
        'cluster.local': { forwardDestination: 'ClusterCoreDNS', serveStale: 'Verify', cacheDurationInSeconds: 60 },
      },
    },
  },
  'with each setting of a kubelet and a Linux': {
    name: 'whole',
    vmSize: 'Standard_E4s_v5',
    kubeletConfig: {
      ...{ cpuManagerPolicy: 'static', cpuCfsQuota: true, cpuCfsQuotaPeriod: '200ms', imageGcHighThreshold: 90 },
      ...{ imageGcLowThreshold: 70, topologyManagerPolicy: 'best-effort', allowedUnsafeSysctls: ['kernel.msg*'] },
      ...{ failSwapOn: false, containerLogMaxSizeMB: 20, containerLogMaxFiles: 6, podMaxPids: -1 },
    },
    linuxOSConfig: {
      ...{ transparentHugePageEnabled: 'madvise', transparentHugePageDefrag: 'defer+madvise', swapFileSizeMB: 1500 },
      sysctls: {
        ...{ netCoreSomaxconn: 163849, netIpv4TcpTwReuse: true, netIpv4IpLocalPortRange: '32000 60000' },
        ...{ fsAioMaxNr: 65536, vmSwappiness: 0, netIpv4TcpkeepaliveIntvl: 10, kernelThreadsMax: 20000 },
      },
    },
    upgradeSettings: { maxUnavailable: '25%', maxSurge: '0', drainTimeoutInMinutes: 1440 },
  },
  'of Azure Linux 3 by name': {
    name: 'three',
    osSKU: 'AzureLinux3',
    osDiskType: 'Managed',
    osDiskSizeGB: 100,
    mode: 'System',
    orchestratorVersion: '1.35',
  },
} as const;

/** Pools that the Azure CLI or azurerm has no word for. */
export const unsayablePools = {
  'with a disk for the kubelet': { name: 'kdisk', kubeletDiskType: 'OS', messageOfTheDay: 'SGVsbG8=', tags: oddTags },
  'with tags that are no words of a command': { name: 'tagged', tags: { '-x': 'a', 'b=c': 'd', '@e': "f'" } },
  'with a taint without a value': { name: 'bare', nodeTaints: ['only:NoExecute', 'empty=:NoSchedule'] },
} as const;

/** Clusters that each tool has a word for. */
export const clusters = {
  'with Entra ID and no local accounts': { location: 'westeurope' },
  'with local accounts, and a version': {
    location: 'northeurope',
    aadProfile: null,
    tier: 'Free',
    kubernetesVersion: '1.35',
    tags: oddTags,
    autoUpgradeProfile: { upgradeChannel: 'none', nodeOSUpgradeChannel: 'None' },
    networkProfile: { networkPolicy: 'none', serviceCidr: '10.2.0.0/16', podCidr: '10.96.0.0/16' },
  },
  'with long-term support, for listed addresses': {
    location: 'northeurope',
    ...{ tier: 'Premium', supportPlan: 'AKSLongTermSupport', kubernetesVersion: '1.34', disableLocalAccounts: false },
    dnsPrefix: 'another-name',
    aadProfile: {
      tenantID: '33333333-3333-4333-8333-333333333333',
      adminGroupObjectIDs: ['22222222-2222-4222-8222-222222222223', '22222222-2222-4222-8222-222222222224'],
    },
    // Addresses that are public: the CLI takes no others.
    apiServerAccessProfile: { authorizedIPRanges: ['20.1.2.0/24', '20.1.3.4/32'], disableRunCommand: false },
    networkProfile: { networkPlugin: 'kubenet', outboundType: 'managedNATGateway', serviceCidr: '10.3.0.0/24' },
    autoUpgradeProfile: { upgradeChannel: 'stable', nodeOSUpgradeChannel: 'SecurityPatch' },
    systemPool: {
      ...{ osSKU: 'Ubuntu2204', osDiskType: 'Ephemeral', enableEncryptionAtHost: true, count: 3 },
      ...{ vmSize: 'Standard_D4ds_v5', zones: ['1', '2', '3'], nodeTaints: [] },
    },
  },
  'that is private, in a network of its own': {
    location: 'westus2',
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    aadProfile: { enableAzureRBAC: false, adminGroupObjectIDs: ['22222222-2222-4222-8222-222222222223'] },
    apiServerAccessProfile: {
      enablePrivateCluster: true,
      enablePrivateClusterPublicFQDN: false,
      privateDNSZone: 'system',
    },
    networkProfile: {
      networkPlugin: 'azure',
      networkPluginMode: null,
      networkPolicy: 'azure',
      outboundType: 'userDefinedRouting',
    },
    systemPool: { vnetSubnetID: `${network}/subnets/nodes`, zones: ['1'], maxPods: 40, nodeTaints: [] },
    nodeResourceGroup: 'nodes_of_it',
  },
} as const;

/** Each of them as an order, with its name. */
export const allOrders: [string, PlanOrder][] = [
  ...Object.entries({ ...pools, ...unsayablePools }).map(([name, pool]): [string, PlanOrder] => [
    `a pool ${name}`,
    orderOf(pool),
  ]),
  ...Object.entries(clusters).map(([name, newCluster]): [string, PlanOrder] => [
    `a cluster ${name}`,
    orderOf({ name: 'kata' }, newCluster),
  ]),
];
