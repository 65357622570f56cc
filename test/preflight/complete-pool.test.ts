import { describe, expect, test } from '@jest/globals';
import type { PoolFacts } from '../../shared/clusters/cluster-facts.ts';
import type { PoolPlacement } from '../../shared/clusters/pool-spec.ts';
import { completePool } from '../../shared/preflight/complete-pool.ts';
import { judgeKubernetesVersion } from '../../shared/preflight/judge-kubernetes-version.ts';

const spec = { name: 'kata', vmSize: 'Standard_D4s_v5', count: 1, nodeTaints: [], nodeLabels: {}, zones: [], tags: {} };
const system = (placement: PoolPlacement, change: Partial<PoolFacts> = {}): PoolFacts => ({
  ...{ name: 'system', mode: 'System', vmSizes: ['Standard_D4s_v5'], osSku: 'Ubuntu', workloadRuntime: 'OCIContainer' },
  ...{ provisioningState: 'Succeeded', provisioningError: null, powerState: 'Running', count: 2 },
  ...{ kubernetesVersion: '1.35.4', nodeImageVersion: null, nodeTaints: [], nodeLabels: {}, zones: [], tags: {} },
  ...{ eTag: null, placement },
  ...change,
});
const complete = (asked: PoolPlacement, pools: PoolFacts[] | null, kubernetesVersion = '1.35.4') =>
  completePool({ ...spec, ...asked }, { kubernetesVersion, pools });

const placement = {
  ...{ vnetSubnetID: '/nodes', podSubnetID: '/pods', podIPAllocationMode: 'StaticBlock' },
  ...{ maxPods: 48, osDiskType: 'Ephemeral', enableEncryptionAtHost: true, upgradeSettings: { maxSurge: '33%' } },
};

describe('the placement of a new pool', () => {
  test('is that of the first System pool', () => {
    const user = system({ vnetSubnetID: '/elsewhere' }, { name: 'user', mode: 'User' });
    const second = system({ vnetSubnetID: '/later' }, { name: 'system2' });
    expect(complete({}, [user, system(placement, { mode: 'system' }), second])).toMatchObject(placement);
  });

  test('is what the caller gives, where he gives something', () => {
    const given = { maxPods: 30, enableEncryptionAtHost: false, upgradeSettings: { maxSurge: '1' } };
    expect(complete(given, [system(placement)])).toMatchObject({ ...placement, ...given });
  });

  test('takes no subnet of pods for a subnet of nodes that the caller chose', () => {
    const pool = complete({ vnetSubnetID: '/mine' }, [system(placement)]);
    expect(pool).toMatchObject({ vnetSubnetID: '/mine', maxPods: 48 });
    expect(pool.podSubnetID).toBeUndefined();
    expect(pool.podIPAllocationMode).toBeUndefined();
  });

  test('takes the subnet of nodes for a subnet of pods that the caller chose', () => {
    const pool = complete({ podSubnetID: '/mine' }, [system(placement)]);
    expect(pool).toMatchObject({ vnetSubnetID: '/nodes', podSubnetID: '/mine' });
    expect(pool.podIPAllocationMode).toBeUndefined();
  });

  test('takes the type of OS disk only from machines of the same size', () => {
    expect(complete({}, [system(placement, { vmSizes: ['standard_d4S_V5'] })]).osDiskType).toBe('Ephemeral');
    expect(complete({}, [system(placement, { vmSizes: ['Standard_D8ds_v5'] })]).osDiskType).toBeUndefined();
    expect(complete({}, [system(placement, { vmSizes: [] })]).osDiskType).toBeUndefined();
  });

  test.each([
    ['ARM does not tell the pools', null],
    ['no pool is a System pool', [system(placement, { mode: 'User' })]],
    ['the System pool is in the managed network', [system({})]],
  ])("is AKS's default where %s", (_why, pools) => {
    expect(complete({}, pools)).toEqual({ ...spec, osSKU: 'AzureLinux' });
  });
});

describe('the OS SKU of a new pool', () => {
  test.each([
    ['1.36.1', 'AzureLinux'],
    ['1.32.0', 'AzureLinux'],
    ['1.31.13', 'AzureLinux3'],
    ['1.28.3', 'AzureLinux3'],
    ['2.0.0', 'AzureLinux'],
    ['Unknown', 'AzureLinux'],
  ])('on Kubernetes %s is %s, never Azure Linux 2', (version, osSKU) => {
    expect(complete({}, [], version).osSKU).toBe(osSKU);
  });
});

describe('a version of Kubernetes', () => {
  test.each(['1.28.0', '1.28', '1.35.4', '2.1', 'Unknown', ''])('%s is no reason to refuse a pool', (version) => {
    expect(judgeKubernetesVersion({ kubernetesVersion: version })).toBeNull();
  });

  test.each(['1.27.16', '1.26.15', '1.9', '0.30.1'])('%s is refused as a conflict that names it', (version) => {
    expect(judgeKubernetesVersion({ kubernetesVersion: version })).toMatchObject({
      code: 'KubernetesVersionNotSupported',
      kind: 'conflict',
      message: expect.stringContaining(`Kubernetes ${version}, and new Kata node pools need 1.28 or later`),
    });
  });
});
