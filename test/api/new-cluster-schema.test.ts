import { expect, test } from '@jest/globals';
import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups';
const identity = (id: string) => ({ identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } } });
const zone = (id: string) => ({ apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: id } });
const subnet = (id: string) => ({ systemPool: { vnetSubnetID: id } });

const ofIdentity = (name: string) => identity(`${group}/${name}`);
const ofZone = (name: string) => zone(`${group}/${name}`);
const ofSubnet = (name: string) => subnet(`${group}/${name}`);

test.each([
  ['identity', ofIdentity('ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane')],
  ['zone', ofZone('dns/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io')],
  ['subnet', ofSubnet('net/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes')],
])('a new cluster takes the id of an %s', (_, more) => {
  expect(newClusterSchema.safeParse({ location: 'westeurope', ...more }).success).toBe(true);
});

test.each([
  ['identity in no group', ofIdentity('a?b#c/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane')],
  ['zone in no group', ofZone('a?b#c/providers/Microsoft.Network/privateDnsZones/azmk8s.io')],
  ['zone ..', ofZone('dns/providers/Microsoft.Network/privateDnsZones/..')],
  ['subnet ..', ofSubnet('net/providers/Microsoft.Network/virtualNetworks/hub/subnets/..')],
  ['network ..', ofSubnet('net/providers/Microsoft.Network/virtualNetworks/../subnets/nodes')],
])('a new cluster takes no %s', (_, more) => {
  expect(newClusterSchema.safeParse({ location: 'westeurope', ...more }).success).toBe(false);
});
