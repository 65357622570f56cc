import { describe, expect, test } from '@jest/globals';
import { newClusterSchema } from '../../../shared/api/new-cluster-schema.ts';
import { findClusterConflicts } from '../../../shared/preflight/new-cluster/find-cluster-conflicts.ts';

const ids = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net/providers';
const subnet = (name: string, network = 'spoke') =>
  `${ids}/Microsoft.Network/virtualNetworks/${network}/subnets/${name}`;
const identity = {
  type: 'UserAssigned',
  userAssignedIdentities: { [`${ids}/Microsoft.ManagedIdentity/userAssignedIdentities/plane`]: {} },
};

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'rg', name: 'fresh' };
type Change = { newCluster?: object; nodePool?: object; cluster?: object };

const conflicts = (change: Change = {}) =>
  findClusterConflicts({
    cluster: { ...cluster, ...change.cluster },
    newCluster: newClusterSchema.parse({ location: 'westeurope', ...change.newCluster }),
    nodePool: { name: 'kata', ...change.nodePool },
  }).map(({ path }) => path.join('.'));

const network = (networkProfile: object, systemPool = {}, more = {}): Change => ({
  newCluster: { networkProfile, systemPool, ...more },
});
const inVnet = { vnetSubnetID: subnet('nodes') };

describe('a request is found free of conflicts', () => {
  test.each<[string, Change]>([
    ['that is the smallest', {}],
    ['in a subnet, with an identity', network({}, inVnet, { identity })],
    [
      'with both pools in one network',
      { ...network({}, inVnet, { identity }), nodePool: { vnetSubnetID: subnet('kata') } },
    ],
    [
      'with pods in a subnet',
      network({ networkPluginMode: null }, { ...inVnet, podSubnetID: subnet('pods') }, { identity }),
    ],
    ['with routes of its own', network({ outboundType: 'userDefinedRouting' }, inVnet, { identity })],
    ['with a managed NAT gateway', network({ outboundType: 'managedNATGateway' })],
    [
      'with ranges of its own',
      network({ serviceCidr: '172.16.0.0/16', dnsServiceIP: '172.16.0.10', podCidr: '10.0.0.0/16' }),
    ],
    ['without Entra ID', { newCluster: { aadProfile: null } }],
    [
      'with nodes of an older version',
      { newCluster: { kubernetesVersion: '1.35' }, nodePool: { orchestratorVersion: '1.34.5' } },
    ],
    ['for long-term support', { newCluster: { tier: 'Premium', supportPlan: 'AKSLongTermSupport' } }],
    [
      'with a private API server',
      { newCluster: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'none' } } },
    ],
  ])('%s', (_what, change) => expect(conflicts(change)).toEqual([]));
});

describe('what does not go together is told at the field that must change', () => {
  const np = 'newCluster.networkProfile';
  const access = (apiServerAccessProfile: object, more = {}): Change => ({
    newCluster: { apiServerAccessProfile, ...more },
  });
  const zone = `${ids}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
  test.each<[string, Change, string]>([
    [
      'overlay of kubenet',
      network({ networkPlugin: 'kubenet', networkPluginMode: 'overlay' }),
      `${np}.networkPluginMode`,
    ],
    [
      'Azure’s policies on kubenet',
      network({ networkPlugin: 'kubenet', networkPolicy: 'azure' }),
      `${np}.networkPolicy`,
    ],
    ['a range of pods without overlay', network({ networkPluginMode: null, podCidr: '10.9.0.0/16' }), `${np}.podCidr`],
    [
      'overlay with pods in a subnet',
      network({}, { ...inVnet, podSubnetID: subnet('pods') }, { identity }),
      'newCluster.systemPool.podSubnetID',
    ],
    ['the same of the Kata pool', { nodePool: { podSubnetID: subnet('pods') } }, 'nodePool.podSubnetID'],
    [
      'a subnet for pods alone',
      network({ networkPluginMode: null }, { podSubnetID: subnet('pods') }),
      'newCluster.systemPool.vnetSubnetID',
    ],
    [
      'a subnet for the Kata pool alone',
      { nodePool: { vnetSubnetID: subnet('kata') } },
      'newCluster.systemPool.vnetSubnetID',
    ],
    [
      'pools in two networks',
      { ...network({}, inVnet, { identity }), nodePool: { vnetSubnetID: subnet('kata', 'hub') } },
      'nodePool.vnetSubnetID',
    ],
    [
      'nodes newer than the cluster',
      { newCluster: { kubernetesVersion: '1.34' }, nodePool: { orchestratorVersion: '1.35' } },
      'nodePool.orchestratorVersion',
    ],
    [
      'nodes of a version beside a cluster of none',
      { nodePool: { orchestratorVersion: '1.35' } },
      'nodePool.orchestratorVersion',
    ],
    [
      'an OS that its version has no more',
      { newCluster: { kubernetesVersion: '1.31' }, nodePool: { osSKU: 'AzureLinux' } },
      'nodePool.osSKU',
    ],
    ['a subnet without an identity', network({}, inVnet), 'newCluster.identity'],
    ['routes without a network', network({ outboundType: 'userDefinedRouting' }), `${np}.outboundType`],
    [
      'a managed NAT gateway in a network',
      network({ outboundType: 'managedNATGateway' }, inVnet, { identity }),
      `${np}.outboundType`,
    ],
    ['ranges that overlap', network({ serviceCidr: '10.244.0.0/16' }), `${np}.serviceCidr`],
    ['too wide a range of services', network({ serviceCidr: '172.0.0.0/8' }), `${np}.serviceCidr`],
    ['DNS outside of the services', network({ dnsServiceIP: '10.1.0.10' }), `${np}.dnsServiceIP`],
    ['DNS at the API server’s address', network({ dnsServiceIP: '10.0.0.1' }), `${np}.dnsServiceIP`],
    [
      'no way to log in',
      { newCluster: { aadProfile: null, disableLocalAccounts: true } },
      'newCluster.disableLocalAccounts',
    ],
    [
      'ranges on a private API server',
      access({ enablePrivateCluster: true, authorizedIPRanges: ['203.0.113.7'] }),
      'newCluster.apiServerAccessProfile.authorizedIPRanges',
    ],
    [
      'a zone without a private API server',
      access({ privateDNSZone: 'system' }),
      'newCluster.apiServerAccessProfile.privateDNSZone',
    ],
    [
      'a public name of a public API server',
      access({ enablePrivateClusterPublicFQDN: true }),
      'newCluster.apiServerAccessProfile.enablePrivateClusterPublicFQDN',
    ],
    [
      'no name at all',
      access({ enablePrivateCluster: true, privateDNSZone: 'none', enablePrivateClusterPublicFQDN: false }),
      'newCluster.apiServerAccessProfile.enablePrivateClusterPublicFQDN',
    ],
    [
      'a zone of one’s own without an identity',
      access({ enablePrivateCluster: true, privateDNSZone: zone }),
      'newCluster.identity',
    ],
    ['two pools of one name', { nodePool: { name: 'system' } }, 'nodePool.name'],
    [
      'a node resource group that is too long',
      { cluster: { resourceGroup: 'g'.repeat(70) } },
      'newCluster.nodeResourceGroup',
    ],
    ['nodes in the cluster’s own group', { newCluster: { nodeResourceGroup: 'RG' } }, 'newCluster.nodeResourceGroup'],
    ['long-term support that is not paid', { newCluster: { supportPlan: 'AKSLongTermSupport' } }, 'newCluster.tier'],
    ['a version without Kata', { newCluster: { kubernetesVersion: '1.26' } }, 'newCluster.kubernetesVersion'],
  ])('%s', (_what, change, path) => expect(conflicts(change)).toEqual([path]));
});
