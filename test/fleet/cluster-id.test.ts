import { describe, expect, test } from '@jest/globals';
import { formatClusterId, parseClusterId, sameCluster } from '../../shared/clusters/cluster-id.ts';

const one = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'one' };
const id = `/subscriptions/${one.subscriptionId}/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/one`;

describe('a cluster id', () => {
  test('is spelled as the documentation spells it', () => {
    expect(formatClusterId(one)).toBe(id);
  });

  test.each([
    ['as we spell it', id],
    [
      'in the case that the portal shows',
      id.replace('Microsoft.ContainerService/managedClusters', 'microsoft.containerservice/managedclusters'),
    ],
    ['with the resourcegroups of ARM', id.replace('resourceGroups', 'resourcegroups')],
    ['of a pool in it', `${id}/agentPools/kata`],
    ['among spaces', ` ${id}\n`],
  ])('is read %s', (_how, text) => {
    expect(parseClusterId(text)).toEqual(one);
  });

  test.each(['', 'one', id.replace('/one', ''), id.replace('ContainerService', 'Compute'), `x${id}`])(
    'is not found in "%s"',
    (text) => {
      expect(parseClusterId(text)).toBeNull();
    },
  );

  test('names the same cluster in any case, and no other', () => {
    expect(sameCluster(one, { ...one, resourceGroup: 'FLEET', name: 'One' })).toBe(true);
    expect(sameCluster(one, { ...one, name: 'two' })).toBe(false);
  });
});
