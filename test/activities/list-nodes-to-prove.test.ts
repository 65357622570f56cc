import { describe, expect, test } from '@jest/globals';
import { listNodesToProve, type NodeScope } from '../../shared/activities/list-nodes-to-prove.ts';
import { unpooled } from '../../shared/isolation/provable-pools.ts';
import type { Ports } from '../../shared/ports/ports.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };

const kataNode = (name: string, poolName: string | null) => ({
  name,
  poolName,
  kataLabels: ['kata'],
  runtimeHandlers: [],
});
const ordinaryNode = (name: string, poolName: string | null) => ({
  name,
  poolName,
  kataLabels: [],
  runtimeHandlers: ['runc'],
});

const pool = (name: string, change: object = {}) => ({
  ...{ name, workloadRuntime: 'KataVmIsolation', provisioningState: 'Succeeded', powerState: 'Running' },
  ...{ count: 1, nodeImageVersion: null, nodeTaints: [] },
  ...change,
});

const running = { provisioningState: 'Succeeded', powerState: 'Running', nodeAutoProvisioning: false };

/** Asks in a cluster of these nodes, which ARM describes as `facts` (null: it does not exist; undefined: no answer). */
async function list(nodes: object[], facts: object | null | undefined, scope: Partial<NodeScope>) {
  let listed = false;
  const ports = {
    clusters: {
      readCluster: async () => {
        if (facts === undefined) throw new Error('throttled');
        return { cluster: facts };
      },
    },
    verification: {
      listNodes: async () => {
        listed = true;
        return { nodes };
      },
    },
  } as unknown as Pick<Ports, 'clusters' | 'verification'>;
  const found = await listNodesToProve(ports, { cluster, poolName: null, ...scope });
  return { names: found.nodes.map(({ name }) => name), letBe: found.unprovable, listed };
}

describe('the nodes to prove', () => {
  test('of the place outside all pools are its Kata nodes', async () => {
    const nodes = [kataNode('karpenter-1', null), ordinaryNode('karpenter-2', null), kataNode('kata-1', 'kata')];
    const facts = { ...running, nodeAutoProvisioning: true, pools: [pool('kata')] };
    const { names } = await list(nodes, facts, { poolNames: ['kata', unpooled] });
    expect(names).toEqual(['karpenter-1', 'kata-1']);
  });

  test.each([
    ['stopped', { powerState: 'Stopped' }, /is stopped/],
    ['scaled to zero', { count: 0 }, /has no nodes/],
    ['being deleted', { provisioningState: 'Deleting' }, /is being deleted/],
  ])('leave out a pool that was %s since the run was asked for', async (_state, change, reason) => {
    const facts = { ...running, pools: [pool('kata', change), pool('other')] };
    const nodes = [kataNode('kata-1', 'kata'), kataNode('other-1', 'other')];
    const { names, letBe } = await list(nodes, facts, { poolNames: ['kata', 'other'] });
    expect(names).toEqual(['other-1']);
    expect(letBe).toEqual([{ poolName: 'kata', reason: expect.stringMatching(reason) }]);
  });

  test('leave out a pool that was deleted', async () => {
    const { letBe } = await list([], { ...running, pools: [pool('other')] }, { poolName: 'kata' });
    expect(letBe).toEqual([{ poolName: 'kata', reason: expect.stringMatching(/kata does not exist any more/) }]);
  });

  test('are those of a pool that ARM does not know yet', async () => {
    const { names, letBe } = await list([kataNode('kata-1', 'kata')], { ...running, pools: [] }, { poolName: 'kata' });
    expect([names, letBe]).toEqual([['kata-1'], []]);
  });

  test.each([
    ['stopped', { ...running, powerState: 'Stopped', pools: null }],
    ['deleted', null],
  ])('are not asked for in a cluster that is %s', async (_state, facts) => {
    const { names, letBe, listed } = await list([], facts, { poolName: 'kata' });
    expect([names, letBe.map(({ poolName }) => poolName), listed]).toEqual([[], [null, 'kata'], false]);
  });

  test('are the nodes that there are when ARM does not answer: a cluster can be proven without it', async () => {
    const { names, letBe } = await list([kataNode('kata-1', 'kata')], undefined, { poolName: 'kata' });
    expect([names, letBe]).toEqual([['kata-1'], []]);
  });

  test('are none where a pool that should have nodes has none: that is no reason to let it be', async () => {
    const { names, letBe } = await list([], { ...running, pools: [pool('kata')] }, { poolName: 'kata' });
    expect([names, letBe]).toEqual([[], []]);
  });
});
