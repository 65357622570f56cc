import { describe, expect, test } from '@jest/globals';
import { buildPool } from '../../shared/azure/build-pool.ts';
import type { PoolFacts } from '../../shared/clusters/cluster-facts.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import { isOfRun } from '../../shared/clusters/run-tag.ts';
import { comparePool } from '../../shared/preflight/compare-pool.ts';

const spec: PoolSpec = {
  name: 'kata',
  vmSize: 'Standard_D4s_v5',
  count: 2,
  nodeTaints: ['sandbox=kata:NoSchedule'],
  nodeLabels: { team: 'a', purpose: 'untrusted' },
  zones: ['1', '2'],
  tags: {},
};
const found: PoolFacts = {
  name: 'kata',
  provisioningState: 'Succeeded',
  provisioningError: null,
  powerState: 'Running',
  count: 2,
  vmSizes: ['Standard_D4s_v5'],
  osSku: 'AzureLinux',
  mode: 'User',
  workloadRuntime: 'KataVmIsolation',
  kubernetesVersion: '1.35.4',
  placement: {},
  nodeImageVersion: null,
  nodeTaints: ['sandbox=kata:NoSchedule'],
  nodeLabels: { purpose: 'untrusted', team: 'a' },
  zones: ['2', '1'],
  tags: {},
  eTag: 'e',
};

describe('a pool that is there', () => {
  test.each<[string, Partial<PoolFacts>]>([
    ['the same', {}],
    ['of the size in another case', { vmSizes: ['standard_d4S_V5'] }],
    ['of Azure Linux by its other name', { osSku: 'AzureLinux3' }],
    ['larger than asked for', { count: 3 }],
    ['a system pool', { mode: 'System' }],
    ['of machines whose sizes and number ARM does not tell', { vmSizes: [], count: null }],
  ])('serves when it is %s', (_what, change) => {
    expect(comparePool({ ...found, ...change }, spec)).toEqual([]);
  });

  test.each<[Partial<PoolFacts>, string]>([
    [{ workloadRuntime: 'OCIContainer' }, 'its workload runtime is OCIContainer, not KataVmIsolation'],
    [{ vmSizes: ['Standard_D8s_v5'] }, 'its VM size is Standard_D8s_v5, not Standard_D4s_v5'],
    [{ osSku: 'Ubuntu' }, 'its OS SKU is Ubuntu, not AzureLinux'],
    [{ nodeTaints: [] }, 'its set of node taints is none, not [sandbox=kata:NoSchedule]'],
    [
      { vmSizes: ['Standard_D4s_v5', 'Standard_D8s_v5'] },
      'its VM size is Standard_D4s_v5 and Standard_D8s_v5, not Standard_D4s_v5',
    ],
    [{ nodeLabels: {} }, 'its set of node labels is none, not [team=a, purpose=untrusted]'],
    [
      { nodeLabels: { team: 'b', purpose: 'untrusted' } },
      'its set of node labels is [team=b, purpose=untrusted], not [team=a, purpose=untrusted]',
    ],
    [{ zones: ['3'] }, 'its set of availability zones is [3], not [1, 2]'],
    [{ count: 0 }, 'it has no nodes'],
    [{ powerState: 'Stopped' }, 'it is stopped'],
  ])('differs, in words: %o', (change, words) => {
    expect(comparePool({ ...found, ...change }, spec)).toEqual([words]);
  });
});

describe('the placement of a pool that is there', () => {
  const subnet = (name: string) =>
    `/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/${name}`;
  const placed = {
    ...found,
    placement: { vnetSubnetID: subnet('nodes'), maxPods: 30, upgradeSettings: { maxSurge: '1' } },
  };

  test('is no difference to a caller who gives none', () => {
    expect(comparePool(placed, spec)).toEqual([]);
  });

  test('serves when it is what was given, ids in any case', () => {
    const asked = { vnetSubnetID: subnet('nodes').toUpperCase(), maxPods: 30, upgradeSettings: { maxSurge: '1' } };
    expect(comparePool(placed, { ...spec, ...asked })).toEqual([]);
  });

  test.each<[Partial<PoolSpec>, string]>([
    [{ vnetSubnetID: subnet('others') }, `its subnet of nodes is ${subnet('nodes')}, not ${subnet('others')}`],
    [{ podSubnetID: subnet('pods') }, `its subnet of pods is not set, not ${subnet('pods')}`],
    [{ maxPods: 110 }, 'its number of pods a node is 30, not 110'],
    [{ osDiskType: 'Ephemeral' }, 'its type of OS disk is not set, not Ephemeral'],
    [{ enableEncryptionAtHost: true }, 'its encryption at host is not set, not true'],
    [{ upgradeSettings: { maxSurge: '33%' } }, 'its surge of upgrades is 1, not 33%'],
  ])('differs from %o, in words', (asked, words) => {
    expect(comparePool(placed, { ...spec, ...asked })).toEqual([words]);
  });
});

describe('the tag of a run', () => {
  test('is one that nobody overrides', () => {
    const { tags } = buildPool({ ...spec, osSKU: 'AzureLinux', tags: { team: 'a', 'Kataproof-Run': 'mine' } }, 'run-1');
    expect(tags).toEqual({ team: 'a', 'kataproof-run': 'run-1' });
  });

  test('is found under a name in any case, with its very value', () => {
    expect(isOfRun({ 'Kataproof-Run': 'run-1' }, 'run-1')).toBe(true);
    expect(isOfRun({ 'kataproof-run': 'RUN-1' }, 'run-1')).toBe(false);
    expect(isOfRun({}, 'run-1')).toBe(false);
  });
});

describe('the options of a pool that is there', () => {
  const options = {
    ...{ enableAutoScaling: true, minCount: 1, maxCount: 5, osDiskSizeGB: 128, hostGroupID: '/A/hosts' },
    kubeletConfig: { cpuManagerPolicy: 'static', allowedUnsafeSysctls: ['net.*', 'kernel.msg*'] },
    networkProfile: { allowedHostPorts: [{ portStart: 80, portEnd: 80, protocol: 'TCP' }] },
  };
  const chosen = { ...found, options };

  test('are no difference to a caller who gives none', () => {
    expect(comparePool(chosen, spec)).toEqual([]);
  });

  test.each<[string, Partial<PoolSpec>]>([
    ['all of them', { ...options, mode: 'User' }],
    ['an id in another case', { hostGroupID: '/a/HOSTS' }],
    ['a list in another order', { kubeletConfig: { allowedUnsafeSysctls: ['kernel.msg*', 'net.*'] } }],
    ['a part of an object', { kubeletConfig: { cpuManagerPolicy: 'static' } }],
    ['the minor version alone', { orchestratorVersion: '1.35' }],
    ['its version', { orchestratorVersion: '1.35.4' }],
  ])('are what a caller asked for: %s', (_what, asked) => {
    expect(comparePool(chosen, { ...spec, ...asked })).toEqual([]);
  });

  test.each<[Partial<PoolSpec>, string]>([
    [{ mode: 'System' }, 'its mode is User, not System'],
    [{ maxCount: 6 }, 'its largest number of nodes is 5, not 6'],
    [{ enableAutoScaling: false }, 'its autoscaling is true, not false'],
    [{ orchestratorVersion: '1.3' }, 'its version of Kubernetes is 1.35.4, not 1.3'],
    [
      { kubeletConfig: { cpuManagerPolicy: 'none' } },
      'its kubelet configuration (cpuManagerPolicy) is static, not none',
    ],
    [{ scaleDownMode: 'Deallocate' }, 'its way of scaling down is not set, not Deallocate'],
  ])('differ, in words: %o', (asked, words) => {
    expect(comparePool(chosen, { ...spec, ...asked })).toEqual([words]);
  });
});

describe('a pool in quarantine that is there', () => {
  const kept = { ...found, nodeTaints: [...found.nodeTaints, 'kataproof.io/quarantine=unproven:NoSchedule'] };

  test('serves a caller who asks for quarantine', () => {
    expect(comparePool(kept, { ...spec, quarantine: true })).toEqual([]);
  });

  test('is told of to one who does not', () => {
    expect(comparePool(kept, spec)).toEqual([expect.stringMatching(/^it is in quarantine/)]);
  });
});
