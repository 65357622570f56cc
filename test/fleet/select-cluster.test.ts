import { describe, expect, test } from '@jest/globals';
import { isSelected, listPoolsToProve } from '../../shared/fleet/select-cluster.ts';

const pool = {
  name: 'kata',
  workloadRuntime: 'KataVmIsolation',
  powerState: 'Running',
  provisioningState: 'Succeeded',
  count: 2,
  nodeImageVersion: 'image-1',
};
const cluster = {
  provisioningState: 'Succeeded',
  powerState: 'Running',
  tags: { Env: 'prod' },
  nodeAutoProvisioning: false,
  pools: [{ ...pool, name: 'system', workloadRuntime: 'OCIContainer' }, pool],
};
const namesOf = (given: typeof cluster) => listPoolsToProve(given).map(({ poolName }) => poolName);

describe('a cluster', () => {
  test('is selected by the name of a tag in any case, and by a value in its own', () => {
    expect(isSelected(cluster, null)).toBe(true);
    expect(isSelected(cluster, { name: 'env', value: null })).toBe(true);
    expect(isSelected(cluster, { name: 'ENV', value: 'prod' })).toBe(true);
    expect(isSelected(cluster, { name: 'env', value: 'Prod' })).toBe(false);
    expect(isSelected(cluster, { name: 'team', value: null })).toBe(false);
  });

  test('has its Kata pools to prove', () => {
    expect(listPoolsToProve(cluster)).toEqual([{ poolName: 'kata', nodeImageVersion: 'image-1' }]);
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
  ['being deleted', { provisioningState: 'Deleting' }],
])('a pool that is %s is not to be proven', (_state, change) => {
  expect(namesOf({ ...cluster, pools: [{ ...pool, ...change }] })).toEqual([]);
});

test('a pool of the runtime’s preview name is a Kata pool', () => {
  expect(namesOf({ ...cluster, pools: [{ ...pool, workloadRuntime: 'KataMshvVmIsolation' }] })).toEqual(['kata']);
});
