import { describe, expect, test } from '@jest/globals';
import { isAllowed, parseScope, partsOf, type Scope } from '../../shared/clusters/allowed-scopes.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
const scope = (resourceGroup: string | null = null, clusterName: string | null = null): Scope => {
  return { subscriptionId, resourceGroup, clusterName };
};
const cluster = { subscriptionId, resourceGroup: 'Fleet', name: 'Demo' };

describe('parseScope', () => {
  test.each([
    ['a subscription', `/subscriptions/${subscriptionId}`, scope()],
    ['a group, with a slash at its end', `/subscriptions/${subscriptionId}/resourcegroups/fleet/`, scope('fleet')],
    [
      'a cluster',
      `subscriptions/${subscriptionId}/resourceGroups/fleet/providers/microsoft.containerservice/managedclusters/demo`,
      scope('fleet', 'demo'),
    ],
  ])('reads %s', (_, text, expected) => {
    expect(parseScope(text)).toEqual(expected);
  });

  test.each([
    ['a bare id', subscriptionId],
    ['another provider', `/subscriptions/${subscriptionId}/resourceGroups/fleet/providers/Microsoft.Compute/disks/a`],
    [
      'a pool',
      `/subscriptions/${subscriptionId}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo/agentPools/kata`,
    ],
    ['a group that cannot be', `/subscriptions/${subscriptionId}/resourceGroups/fleet.`],
    ['a wildcard', `/subscriptions/${subscriptionId}/resourceGroups/*`],
    ['a management group', '/providers/Microsoft.Management/managementGroups/all'],
    ['the root', '/'],
  ])('refuses %s', (_, text) => {
    expect(parseScope(text)).toBeNull();
  });
});

describe('isAllowed', () => {
  test.each([
    ['the Kelvin sign for k', 'kata', '\u212aata'],
    ['the long s for s', 'rg-s', 'rg-\u017f'],
  ])('takes %s for another name, as Azure does', (_, resourceGroup, lookalike) => {
    expect(isAllowed([scope(resourceGroup)], { subscriptionId, resourceGroup: lookalike, name: 'demo' })).toBe(false);
    expect(isAllowed([scope(lookalike)], { subscriptionId, resourceGroup, name: 'demo' })).toBe(false);
  });

  test.each([
    ['without scopes', null, true],
    ['in its subscription', [scope()], true],
    ['in its group, in any case', [scope('FLEET')], true],
    ['itself', [scope('fleet', 'demo')], true],
    ['in another group', [scope('fleet2')], false],
    ['in another subscription', [{ ...scope(), subscriptionId: other }], false],
    ['beside the one that is allowed', [scope('fleet', 'demo2')], false],
    ['where nothing is allowed', [], false],
  ])('%s', (_, scopes, expected) => {
    expect(isAllowed(scopes, cluster)).toBe(expected);
  });
});

describe('partsOf', () => {
  test('is the place itself where all of it is allowed', () => {
    expect(partsOf(null, scope())).toEqual([scope()]);
    expect(partsOf([scope()], scope('fleet'))).toEqual([scope('fleet')]);
  });

  test('is what is allowed inside, each once and none within another', () => {
    const scopes = [
      scope('a'),
      scope('A'),
      scope('a', 'in-a'),
      scope('b', 'in-b'),
      { ...scope(), subscriptionId: other },
    ];
    expect(partsOf(scopes, scope())).toEqual([scope('a'), scope('b', 'in-b')]);
    expect(partsOf(scopes, scope('b'))).toEqual([scope('b', 'in-b')]);
  });

  test('is nothing elsewhere', () => {
    expect(partsOf([scope('a')], scope('b'))).toEqual([]);
  });
});
