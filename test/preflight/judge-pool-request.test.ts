import { describe, expect, test } from '@jest/globals';
import type { ClusterWithPools } from '../../shared/isolation/provable-pools.ts';
import { judgePoolRequest, judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';

const kata = {
  name: 'kata',
  vmSize: 'Standard_D4s_v5',
  workloadRuntime: 'KataVmIsolation',
  provisioningState: 'Succeeded',
};
const plain = { ...kata, name: 'plain', workloadRuntime: 'OCIContainer' };

describe('judgePoolRequest', () => {
  test('has nothing against a good size on a cluster without such a pool', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'Standard_D4s_v5' }, [plain])).toBeNull();
  });

  test('has nothing against a size that it does not know: AKS decides', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'Standard_Z9_v99' }, [])).toBeNull();
  });

  test('refuses a size that cannot nest virtual machines', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'Standard_B2s' }, [])).toMatchObject({
      code: 'VmSizeNotSupported',
    });
  });

  test('takes an existing Kata pool of that name and size, in any case', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'standard_d4S_V5' }, [kata])).toBeNull();
  });

  test.each([
    ['is not a Kata pool', { name: 'plain', vmSize: 'Standard_D4s_v5' }],
    ['has another size', { name: 'kata', vmSize: 'Standard_D8s_v5' }],
  ])('refuses when the pool of that name %s', (_, request) => {
    expect(judgePoolRequest(request, [kata, plain])).toMatchObject({ code: 'NodePoolDiffers' });
  });
});

describe('judgeVerificationRequest', () => {
  const clusterOf = (...pools: object[]): ClusterWithPools => ({
    provisioningState: 'Succeeded',
    powerState: 'Running',
    nodeAutoProvisioning: false,
    pools: pools.map((pool) => ({ powerState: 'Running', count: 1, nodeImageVersion: null, ...kata, ...pool })),
  });
  const judge = (poolName: string | null, ...pools: object[]) =>
    judgeVerificationRequest(poolName, clusterOf(...pools));

  test('has nothing against a Kata pool, of the newer or the older name, nor against a whole cluster', () => {
    expect(judge('kata', kata)).toBeNull();
    expect(judge('kata', { ...kata, workloadRuntime: 'KataMshvVmIsolation' })).toBeNull();
    expect(judge(null)).toBeNull();
    expect(judge(null, plain)).toBeNull();
  });

  test('names the pools there are when the one asked for is not among them', () => {
    const refusal = judge('nope', kata, plain);
    expect(refusal).toMatchObject({ code: 'NodePoolNotFound', message: expect.stringContaining('kata, plain') });
  });

  test('refuses a pool whose pods are not sandboxed at all', () => {
    expect(judge('plain', kata, plain)).toMatchObject({ code: 'NotAKataPool' });
  });

  test.each([
    ['is stopped', { powerState: 'Stopped' }, 'NodePoolStopped'],
    ['has no nodes', { count: 0 }, 'NodePoolEmpty'],
    ['is still being made', { provisioningState: 'Creating' }, 'NodePoolCreating'],
    ['is being deleted', { provisioningState: 'deleting' }, 'NodePoolDeleting'],
  ])('refuses a pool that %s: nothing of it can be proven now', (why, change, code) => {
    const refusal = judge('kata', change);
    expect(refusal).toMatchObject({ code, kind: 'conflict', message: expect.stringContaining(why) });
    expect(judge(null, change)).toMatchObject({ code: 'NothingToProve', message: expect.stringContaining(why) });
    expect(judge(null, change, { name: 'other' })).toBeNull();
  });

  test('lets a cluster be proven whose nodes of no pool may be Kata’s', () => {
    const automatic = { ...clusterOf({ count: 0 }), nodeAutoProvisioning: true };
    expect(judgeVerificationRequest(null, automatic)).toBeNull();
  });

  test.each(['Creating', 'Deleting'])('refuses everything of a cluster that is %s', (provisioningState) => {
    const moving = { ...clusterOf(kata), provisioningState };
    for (const poolName of [null, 'kata'])
      expect(judgeVerificationRequest(poolName, moving)).toMatchObject({ code: `Cluster${provisioningState}` });
  });

  test('does not take an unknown number of nodes for none', () => {
    expect(judge('kata', { count: null })).toBeNull();
  });
});
