import { describe, expect, test } from '@jest/globals';
import { toClusterFacts, toPoolFacts } from '../../shared/azure/to-cluster-facts.ts';

describe('what ARM does not tell', () => {
  test('of a pool of machines is read from its machines: their sizes, and how many there are', () => {
    const machines = [
      { size: 'Standard_D4s_v5', count: 2 },
      { size: 'Standard_D8s_v5', count: 1 },
      { size: 'Standard_D4s_v5', count: 1 },
    ];
    const pool = { name: 'kata', vmSize: '', virtualMachineNodesStatus: machines };
    expect(toPoolFacts(pool)).toMatchObject({ count: 4, vmSizes: ['Standard_D4s_v5', 'Standard_D8s_v5'] });
    expect(toPoolFacts({ ...pool, virtualMachineNodesStatus: [] })).toMatchObject({ count: 0, vmSizes: [] });
  });

  test.each([[undefined], [[{ size: 'Standard_D4s_v5' }]]])(
    'of a pool is unknown and neither zero nor none: %j',
    (virtualMachineNodesStatus) => {
      const pool = { name: 'kata', ...(virtualMachineNodesStatus && { virtualMachineNodesStatus }) };
      expect(toPoolFacts(pool)).toMatchObject({ count: null });
    },
  );

  test('of the pools of a cluster is unknown, where an empty list is a list', () => {
    expect(toClusterFacts({ location: 'westeurope' }).pools).toBeNull();
    expect(toClusterFacts({ location: 'westeurope', agentPoolProfiles: [] }).pools).toEqual([]);
  });
});
