import { describe, expect, test } from '@jest/globals';
import { poolNamesOf, selectProvablePools } from '../../shared/isolation/provable-pools.ts';

const pool = {
  name: 'kata',
  workloadRuntime: 'KataVmIsolation',
  powerState: 'Running',
  provisioningState: 'Succeeded',
  count: 2 as number | null,
  nodeImageVersion: 'image-1',
};
const cluster = {
  provisioningState: 'Succeeded',
  powerState: 'Running',
  nodeAutoProvisioning: false,
  pools: [{ ...pool, name: 'system', workloadRuntime: 'OCIContainer' }, pool],
};
const namesOf = (given: typeof cluster) => selectProvablePools(given).map(({ poolName }) => poolName);

describe('a cluster', () => {
  test('has its Kata pools to prove', () => {
    expect(selectProvablePools(cluster)).toEqual([{ poolName: 'kata', nodeImageVersion: 'image-1' }]);
  });

  test('has also the nodes of no pool to prove when node auto-provisioning is on', () => {
    const automatic = { ...cluster, nodeAutoProvisioning: true };
    expect(namesOf(automatic)).toEqual(['kata', '(no agent pool)']);
    expect(namesOf({ ...automatic, pools: [] })).toEqual(['(no agent pool)']);
  });

  test.each([
    ['is stopped', { powerState: 'Stopped' }],
    ['is being made', { provisioningState: 'Creating' }],
    ['is being deleted', { provisioningState: 'Deleting' }],
  ])('has nothing to prove while it %s', (_state, change) => {
    expect(namesOf({ ...cluster, ...change, nodeAutoProvisioning: true })).toEqual([]);
  });
});

test.each([
  ['stopped', { powerState: 'Stopped' }],
  ['empty', { count: 0 }],
  ['being made', { provisioningState: 'Creating' }],
  ['being deleted', { provisioningState: 'Deleting' }],
])('a pool that is %s is not to be proven', (_state, change) => {
  expect(namesOf({ ...cluster, pools: [{ ...pool, ...change }] })).toEqual([]);
});

test.each(['KataMshvVmIsolation', 'KataCcIsolation', 'katavmisolation'])(
  'a pool of runtime %s is a Kata pool',
  (workloadRuntime) => {
    expect(namesOf({ ...cluster, pools: [{ ...pool, workloadRuntime }] })).toEqual(['kata']);
  },
);

test('a pool whose count ARM does not tell is not empty', () => {
  expect(namesOf({ ...cluster, pools: [{ ...pool, count: null }] })).toEqual(['kata']);
});

test('pools are remembered under their names in small letters, nodes of no pool while something makes them', () => {
  const pools = [{ ...pool, name: 'KATA' }];
  expect(poolNamesOf({ ...cluster, pools })).toEqual(['kata']);
  expect(poolNamesOf({ ...cluster, pools, nodeAutoProvisioning: true })).toEqual(['kata', '(no agent pool)']);
});
