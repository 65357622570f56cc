import { describe, expect, test } from '@jest/globals';
import { findLostFields } from '../../shared/azure/find-lost-fields.ts';

const cluster = {
  id: '/subscriptions/s/resourcegroups/g/providers/Microsoft.ContainerService/managedClusters/c',
  location: 'westeurope',
  tags: { team: 'a' },
  properties: {
    provisioningState: 'Succeeded',
    kubernetesVersion: '1.35',
    currentKubernetesVersion: '1.35.4',
    agentPoolProfiles: [{ name: 'system', count: 2, eTag: 'e1', nodeTaints: null }],
    addonProfiles: { azurepolicy: { enabled: true, identity: { clientId: 'x' } } },
    upgradeSettings: { overrideSettings: { until: '2026-11-20T10:00:00Z' } },
  },
};

/** What the SDK would send of this cluster. */
const sent = {
  location: 'westeurope',
  tags: { team: 'a' },
  properties: {
    kubernetesVersion: '1.35',
    agentPoolProfiles: [{ name: 'system', count: 2 }],
    addonProfiles: { azurepolicy: { enabled: true } },
    upgradeSettings: { overrideSettings: { until: '2026-11-20T10:00:00.000Z' } },
  },
};

describe('what a PUT would lose', () => {
  test('is nothing when only what AKS writes is missing', () => {
    expect(findLostFields(cluster, sent)).toEqual([]);
  });

  test.each<[string, object, object, string]>([
    [
      'a field of a newer API',
      { properties: { ...cluster.properties, previewProfile: { enabled: true } } },
      sent,
      'properties.previewProfile.enabled',
    ],
    ['a tag', { tags: { team: 'a', cost: '7' } }, sent, 'tags.cost'],
    ['a changed value', { location: 'eastus' }, sent, 'location'],
    [
      'a name of a pool',
      {},
      { ...sent, properties: { ...sent.properties, agentPoolProfiles: [{ count: 2 }] } },
      'properties.agentPoolProfiles.0.name',
    ],
    [
      'a pool',
      {},
      { ...sent, properties: { ...sent.properties, agentPoolProfiles: [] } },
      'properties.agentPoolProfiles',
    ],
    [
      'the end of a date',
      {},
      {
        ...sent,
        properties: { ...sent.properties, upgradeSettings: { overrideSettings: { until: '2026-11-21T10:00:00Z' } } },
      },
      'properties.upgradeSettings.overrideSettings.until',
    ],
    ['all', {}, {}, 'location'],
  ])('is %s', (_what, change, put, path) => {
    expect(findLostFields({ ...cluster, ...change }, put)).toContain(path);
  });

  test('is nothing when what is missing is empty', () => {
    expect(findLostFields({ properties: { windowsProfile: null, a: {}, b: [], c: { d: '' } } }, {})).toEqual([]);
  });

  test('is no false setting, though: a false is a setting', () => {
    expect(findLostFields({ properties: { newSwitch: false } }, {})).toEqual(['properties.newSwitch']);
  });
});
