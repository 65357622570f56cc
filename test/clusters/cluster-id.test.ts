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
    ['among spaces', ` ${id}\n`],
    ['without the first slash', id.slice(1)],
    ['with a slash at its end', `${id}/`],
  ])('is read %s', (_how, text) => {
    expect(parseClusterId(text)).toEqual({ cluster: one, poolName: null, below: '' });
  });

  test('may name a pool, and what is below either', () => {
    expect(parseClusterId(`${id}/agentpools/KATA`)).toEqual({ cluster: one, poolName: 'kata', below: '' });
    expect(parseClusterId(`${id}/agentPools/kata/machines/m`)).toMatchObject({ poolName: 'kata', below: 'machines/m' });
    expect(parseClusterId(`${id}/scheduledEvents/e`)).toMatchObject({ poolName: null, below: 'scheduledEvents/e' });
    expect(parseClusterId(`${id}/agentPoolsOfOthers/x`)).toMatchObject({
      poolName: null,
      below: 'agentPoolsOfOthers/x',
    });
  });

  test.each([
    '',
    'one',
    id.replace('/one', ''),
    id.replace(one.subscriptionId, 'mine'),
    id.replace('ContainerService', 'Compute'),
    `x${id}`,
  ])('is not found in "%s"', (text) => {
    expect(parseClusterId(text)).toBeNull();
  });

  test('names the same cluster in any case, and no other', () => {
    expect(sameCluster(one, { ...one, resourceGroup: 'FLEET', name: 'One' })).toBe(true);
    expect(sameCluster(one, { ...one, name: 'two' })).toBe(false);
  });
});
