import { describe, expect, test } from '@jest/globals';
import { listNodesToProve } from '../../shared/activities/list-nodes-to-prove.ts';
import { readCoverage } from '../../shared/activities/read-coverage.ts';
import type { NodeScope } from '../../shared/activities/sight-nodes.ts';
import type { ProvenNode } from '../../shared/isolation/coverage.ts';
import { unpooled } from '../../shared/isolation/provable-pools.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import { type NodesAhead, takeAhead } from '../../shared/runs/nodes-ahead.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'aks-1' };

const kataNode = (name: string, poolName: string | null) => ({
  name,
  poolName,
  ...{ uid: `uid of ${name}`, bootId: `boot of ${name}` },
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
async function list(
  nodes: object[],
  facts: object | null | undefined,
  scope: Partial<NodeScope>,
  proven: ProvenNode[] = [],
) {
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
      listNamedNodes: async (_cluster: unknown, names: readonly string[]) => ({
        nodes: nodes.filter((node) => names.includes((node as { name: string }).name)),
      }),
      readRuntimeClass: async () => ({ runtimeClass: null }),
    },
    records: { listProvenNodes: async () => proven },
  } as unknown as Pick<Ports, 'clusters' | 'verification' | 'records'>;
  const order = { runId: 'r1', cluster, poolName: null, runtimeClassName: 'kata', after: null, ...scope };
  const names: string[] = [];
  const ofNames: string[] = [];
  let ahead: NodesAhead | undefined;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listNodesToProve>> = await listNodesToProve(ports, {
      ...order,
      after,
      most: 2,
    });
    names.push(...page.nodes.map(({ node }) => node.name));
    const { named } = takeAhead(ahead, 2);
    if (named) {
      const byName = await listNodesToProve(ports, { ...order, after, most: 2, named });
      ofNames.push(...byName.nodes.map(({ node }) => node.name));
      expect(byName.next).toBe(page.next);
    }
    ahead = page.ahead;
    if (page.next === null) break;
    after = page.next;
  }
  const { places, clusterLetBe } = await readCoverage(ports, { ...order, azure: 'may-tell' });
  const letBe = places.flatMap((place) => (place.letBe ? [{ poolName: place.poolName, reason: place.letBe }] : []));
  // What is asked for by name is what a new list gives.
  expect(ofNames).toEqual(names.slice(2));
  return { names, letBe, clusterLetBe, places, listed };
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
  ])('are none in a cluster that is %s', async (_state, facts) => {
    const { names, letBe, clusterLetBe } = await list([], facts, { poolName: 'kata' });
    expect([names, letBe.map(({ poolName }) => poolName)]).toEqual([[], ['kata']]);
    expect(clusterLetBe).toMatch(/^The cluster /);
  });

  test('are the nodes that there are when ARM does not answer: a cluster can be proven without it', async () => {
    const { names, letBe } = await list([kataNode('kata-1', 'kata')], undefined, { poolName: 'kata' });
    expect([names, letBe]).toEqual([['kata-1'], []]);
  });

  test('are none where a pool that should have nodes has none: that is no reason to let it be', async () => {
    const { names, letBe } = await list([], { ...running, pools: [pool('kata')] }, { poolName: 'kata' });
    expect([names, letBe]).toEqual([[], []]);
  });

  test('come in pages, each once, and again only those that came, rebooted or were replaced', async () => {
    const nodes = ['d', 'a', 'c', 'e', 'b'].map((name) => kataNode(name, 'kata'));
    const facts = { ...running, pools: [pool('kata', { count: 5 })] };
    expect((await list(nodes, facts, { poolName: 'kata' })).names).toEqual(['a', 'b', 'c', 'd', 'e']);
    const of = (nodeName: string, change: Partial<ProvenNode> = {}): ProvenNode => ({
      ...{ nodeName, poolName: 'kata', verdict: 'isolated', reason: '' },
      ...{ uid: `uid of ${nodeName}`, bootId: `boot of ${nodeName}`, guestBootId: null },
      ...change,
    });
    const proven = [of('a'), of('b', { bootId: 'before' }), of('c', { uid: 'before' }), of('d')];
    expect((await list(nodes, facts, { poolName: 'kata' }, proven)).names).toEqual(['b', 'c', 'e']);
  });

  test('are none of a pool that was proven and whose nodes an autoscaler has taken away', async () => {
    const gone: ProvenNode = {
      ...{
        nodeName: 'kata-1',
        poolName: 'kata',
        verdict: 'isolated',
        reason: '',
        uid: 'u',
        bootId: 'b',
        guestBootId: null,
      },
    };
    const facts = { ...running, pools: [pool('kata', { count: 0 }), pool('other')] };
    const { letBe, names } = await list([kataNode('other-1', 'other')], facts, {}, [gone]);
    expect([names, letBe.map(({ poolName }) => poolName)]).toEqual([['other-1'], ['kata']]);
  });

  test('come with what Azure says of their pool: how many there should be, and that an operation is under way', async () => {
    const facts = { ...running, pools: [pool('kata', { count: 3, provisioningState: 'UpgradingNodeImageVersion' })] };
    const { places } = await list([kataNode('kata-1', 'kata')], facts, { poolName: 'kata' });
    expect(places).toMatchObject([{ registered: 1, told: 3, changing: true, unseen: { count: 1, names: ['kata-1'] } }]);
    const unsaid = await list([kataNode('kata-1', 'kata')], undefined, { poolName: 'kata' });
    expect(unsaid.places).toMatchObject([{ registered: 1, told: null, changing: false }]);
  });
});
