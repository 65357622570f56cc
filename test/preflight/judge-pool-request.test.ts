import { describe, expect, test } from '@jest/globals';
import type { PoolFacts } from '../../shared/clusters/cluster-facts.ts';
import type { PoolSpec } from '../../shared/clusters/pool-spec.ts';
import type { ClusterWithPools } from '../../shared/isolation/provable-pools.ts';
import { judgeCluster, judgePoolRequest, judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';

const kata: PoolFacts = {
  name: 'kata',
  vmSizes: ['Standard_D4s_v5'],
  workloadRuntime: 'KataVmIsolation',
  kubernetesVersion: '1.35.4',
  placement: {},
  provisioningState: 'Succeeded',
  provisioningError: null,
  powerState: 'Running',
  count: 1,
  osSku: 'AzureLinux',
  mode: 'User',
  nodeImageVersion: null,
  nodeTaints: [],
  nodeLabels: {},
  zones: [],
  tags: {},
  eTag: null,
};
const spec = { name: 'kata', vmSize: 'Standard_D4s_v5', count: 1, nodeTaints: [], nodeLabels: {}, zones: [], tags: {} };
const plain = { ...kata, name: 'plain', workloadRuntime: 'OCIContainer' };

describe('judgePoolRequest', () => {
  test('has nothing against a pool on a cluster without such a pool', () => {
    expect(judgePoolRequest(spec, [plain])).toBeNull();
  });

  test('takes an existing Kata pool of that name and size, in any case', () => {
    expect(judgePoolRequest({ ...spec, vmSize: 'standard_d4S_V5' }, [kata])).toBeNull();
  });

  test.each<[string, Partial<PoolSpec>, RegExp]>([
    ['is no Kata pool', { name: 'plain' }, /OCIContainer.*choose another name/],
    ['has another size', { vmSize: 'Standard_D8s_v5' }, /VM size is Standard_D4s_v5, not Standard_D8s_v5/],
    ['has other taints', { nodeTaints: ['a=b:NoSchedule'] }, /node taints is none, not \[a=b:NoSchedule\]/],
    ['has other labels', { nodeLabels: { team: 'a' } }, /node labels is none, not \[team=a\]/],
    ['is in other zones', { zones: ['1'] }, /availability zones is none, not \[1\]/],
  ])('refuses when the pool of that name %s, and says what differs', (_, change, words) => {
    const refusal = judgePoolRequest({ ...spec, ...change }, [kata, plain]);
    expect(refusal).toMatchObject({ code: 'NodePoolDiffers', message: expect.stringMatching(words) });
  });

  test.each([
    ['stopped', { powerState: 'Stopped' as const }, /it is stopped/],
    ['empty', { count: 0 }, /it has no nodes/],
  ])('refuses to prove a pool that is %s', (_, change, words) => {
    expect(judgePoolRequest(spec, [{ ...kata, ...change }])?.message).toMatch(words);
  });

  test('waits for the name of a pool that is being deleted', () => {
    const leaving = { ...kata, vmSizes: ['Standard_D8s_v5'], provisioningState: 'Deleting' };
    expect(judgePoolRequest(spec, [leaving])).toBeNull();
  });
});

describe('judgeVerificationRequest', () => {
  const clusterOf = (...pools: object[]): ClusterWithPools => ({
    provisioningState: 'Succeeded',
    powerState: 'Running',
    nodeAutoProvisioning: false,
    pools: pools.map((pool) => ({ ...kata, ...pool })),
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
    expect(judgeCluster({ ...clusterOf(kata), provisioningState })).toMatchObject({
      code: `Cluster${provisioningState}`,
      kind: 'conflict',
    });
  });

  test('has nothing against a cluster whose pools ARM does not tell', () => {
    for (const poolName of [null, 'kata'])
      expect(judgeVerificationRequest(poolName, { ...clusterOf(), pools: null })).toBeNull();
  });

  test('does not take an unknown number of nodes for none', () => {
    expect(judge('kata', { count: null })).toBeNull();
  });
});
