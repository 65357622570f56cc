import { describe, expect, test } from '@jest/globals';
import { isResourceId, parseResourceId } from '../../shared/clusters/resource-id.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net';
const subnets = 'Microsoft.Network/virtualNetworks/subnets';
const subnet = (network: string, name: string, of = group) =>
  `${of}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/${name}`;

describe('isResourceId', () => {
  test.each([
    [subnet('hub', 'nodes'), subnets],
    [subnet('Hub.Net_1-a_', 'a').toUpperCase(), subnets],
    [`${group}/providers/Microsoft.Compute/hostGroups/hosts`, 'microsoft.compute/hostgroups'],
    [
      `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`,
      'Microsoft.Network/privateDnsZones',
    ],
    [
      `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane`,
      'Microsoft.ManagedIdentity/userAssignedIdentities',
    ],
  ])('takes %s', (text, type) => {
    expect(isResourceId(text, type)).toBe(true);
  });

  test.each([
    ['a subnet ..', subnet('hub', '..')],
    ['a network ..', subnet('..', 'nodes')],
    ['a network of one letter', subnet('h', 'nodes')],
    ['a name that ends with a dot', subnet('hub', 'nodes.')],
    ['a name that begins with a dash', subnet('hub', '-nodes')],
    ['a name of 81 letters', subnet('hub', 'n'.repeat(81))],
    ['a query in a name', subnet('hub', 'a?b#c')],
    ['a query in the group', subnet('hub', 'nodes', `${group}?b#c`)],
    [
      'dashes for a subscription',
      subnet('hub', 'nodes', '/subscriptions/------------------------------------/resourceGroups/net'),
    ],
    ['a slash at its end', `${subnet('hub', 'nodes')}/`],
    ['the network alone', `${group}/providers/Microsoft.Network/virtualNetworks/hub`],
    ['a line break', `${subnet('hub', 'nodes')}\n`],
  ])('refuses %s', (_, text) => {
    expect(isResourceId(text, subnets)).toBe(false);
  });

  test.each([
    ['Microsoft.Network/privateDnsZones', ['..', 'a..b', '.a', 'a?b']],
    ['Microsoft.ManagedIdentity/userAssignedIdentities', ['..', 'ab', '-ab', 'a.b']],
  ])('keeps the rules for names of %s', (type, names) => {
    expect(names.filter((name) => isResourceId(`${group}/providers/${type}/${name}`, type))).toEqual([]);
  });
});

test('a resource id is taken apart', () => {
  expect(parseResourceId(subnet('hub', 'nodes'))).toEqual({
    subscriptionId: '11111111-1111-4111-8111-111111111111',
    resourceGroup: 'net',
    type: subnets,
    names: ['hub', 'nodes'],
  });
});
