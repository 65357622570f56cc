import { describe, expect, test } from '@jest/globals';
import { hubStartMs } from '../../support/functions-host/in-process-hub.ts';
import { historyBytes, largestOf, measureCrossings } from '../../support/runs/measure-crossings.ts';
import {
  createNodeWorld,
  runId,
  type WorldNode,
  worldNode,
  worldOptions,
  worldPool,
} from '../../support/runs/node-world.ts';

/** A pool of so many nodes. */
const poolOf = (count: number) => ({
  nodes: Array.from({ length: count }, (_, index) =>
    worldNode(`aks-kata-12345678-vmss${String(index).padStart(6, '0')}`),
  ),
  pools: [worldPool(count)],
});

test('what crosses a boundary does not grow with the pool, and neither does the history of its run by much', async () => {
  const [few, many] = [createNodeWorld(poolOf(20)), createNodeWorld(poolOf(80))];
  for (const { prove } of [few, many])
    expect((await prove()).run).toMatchObject({ status: 'done', verdict: 'isolated' });
  const [small, large] = [few, many].map(({ hub }) => largestOf(measureCrossings(hub.records)).bytes) as [
    number,
    number,
  ];
  // Beside twenty nodes, the names of those behind them travel to their chunk: 12 kB at most, however large the pool.
  expect(large).toBeLessThan(small + 13 * 1024);
  expect(small).toBeLessThan(24 * 1024);
  expect(historyBytes(many, runId)).toBeLessThan(historyBytes(few, runId) + 60 * 1024);
});

test('a pool is listed again only where its names do not fit beside a page, or a node is not found by its name', async () => {
  const looks = async (change: (world: ReturnType<typeof createNodeWorld>['world']) => void) => {
    const { world, prove } = createNodeWorld(poolOf(400));
    change(world);
    const { run } = await prove();
    const of = (what: string) => world.listings.filter((each) => each === what).length;
    return { verdict: run.verdict, kept: run.pools[0]?.nodesProven, all: of('all'), named: of('named') };
  };
  // All are listed with the coverage before and after the proofs, and where the names of the first list end.
  expect(await looks(() => undefined)).toEqual({ verdict: 'isolated', kept: 400, all: 3, named: 18 });
  const loseOne = (world: ReturnType<typeof createNodeWorld>['world']) =>
    whenProving(world, 'aks-kata-12345678-vmss000001', () => {
      world.nodes = world.nodes.filter(({ name }) => name !== 'aks-kata-12345678-vmss000033');
      for (const pool of world.pools ?? []) pool.count = 399;
    });
  expect(await looks(loseOne)).toMatchObject({ verdict: 'isolated', kept: 399, all: 4 });
});

test('the nodes of the first chunk are listed with the coverage, and again only for the next', async () => {
  for (const [count, listed] of [
    [20, 0],
    [21, 1],
  ] as const) {
    const { world, prove } = createNodeWorld(poolOf(count));
    const asked: string[] = [];
    world.before = (activity) => void asked.push(activity);
    expect((await prove()).run.verdict).toBe('isolated');
    expect(asked.filter((activity) => activity === 'listNodesToProve')).toHaveLength(listed);
  }
});

/** Whether the nodes are compared when their proofs have ended. */
const isComparison = (activity: string, input: unknown) =>
  activity === 'readCoverage' && (input as { compare: boolean }).compare;

/** Changes the world when the proof of the named node begins. */
function whenProving(world: ReturnType<typeof createNodeWorld>['world'], name: string, change: () => void) {
  let done = false;
  world.before = (activity, input) => {
    if (done || activity !== 'runPodPair' || (input as { nodeName: string }).nodeName !== name) return;
    done = true;
    change();
  };
}

describe('coverage', () => {
  const three = () => [worldNode('a'), worldNode('b'), worldNode('c')];

  test('is short of a node that never registered, and the run waits for it, but not for long', async () => {
    const { prove, hub } = createNodeWorld({ nodes: [worldNode('a'), worldNode('b')], pools: [worldPool(3)] });
    const { run } = await prove();
    expect(run).toMatchObject({ status: 'done', verdict: 'inconclusive' });
    expect(run.pools).toMatchObject([{ nodesPresent: 3, nodesProven: 2 }]);
    expect(run.reason).toMatch(/Azure counts 3 nodes, of which 2 are registered/);
    expect(hub.now() - hubStartMs).toBeLessThan(10 * 60_000);
  });

  test('is whole when the node registers while the run waits', async () => {
    const { prove, world } = createNodeWorld({ nodes: [worldNode('a'), worldNode('b')], pools: [worldPool(3)] });
    let looks = 0;
    world.before = (activity) => {
      if (activity === 'readCoverage' && ++looks === 4) world.nodes.push(worldNode('late'));
    };
    const { run } = await prove();
    expect(run).toMatchObject({ verdict: 'isolated', pools: [{ nodesPresent: 3, nodesProven: 3 }] });
  });

  test('is whole by the count that Azure told after the first round, where it does not answer after the second', async () => {
    const { prove, world } = createNodeWorld({ nodes: [worldNode('a')], pools: [worldPool(2)] });
    let comparisons = 0;
    whenProving(world, 'a', () => void world.nodes.push(worldNode('late')));
    const pushing = world.before;
    world.before = (activity, input) => {
      pushing(activity, input);
      if (isComparison(activity, input)) comparisons++;
      world.isAzureAway = () => comparisons > 1;
    };
    const { run } = await prove();
    expect(comparisons).toBeGreaterThan(1);
    expect(run).toMatchObject({ verdict: 'isolated', pools: [{ nodesPresent: 2, nodesProven: 2 }] });
  });

  test.each([
    ['at the first looks after the proofs', 1, 5],
    ['at a look of the wait for it', 3, 3],
    ['while the run waits', 2, 100],
    ['from the end of the proofs on', 1, 1000],
  ])('is short of a node that never registered, though Azure does not answer %s', async (_when, from, to) => {
    const { prove, world } = createNodeWorld({ nodes: [worldNode('a'), worldNode('b')], pools: [worldPool(3)] });
    let looks = Number.NEGATIVE_INFINITY;
    world.before = (activity, input) => {
      if (isComparison(activity, input)) looks = Math.max(looks, 0);
      if (activity === 'readCoverage') looks++;
      world.isAzureAway = () => looks >= from && looks <= to;
    };
    const { run } = await prove();
    // Azure was not asked before, so nobody knows of the node where it never answers.
    const pool = to === 1000 ? {} : { nodesPresent: 3, nodesProven: 2 };
    expect(run).toMatchObject({ verdict: 'inconclusive', pools: [pool] });
  });

  test('lets a cluster be that was stopped before its nodes could be compared', async () => {
    const { prove, world, kept } = createNodeWorld({ nodes: three(), pools: [worldPool(3)] });
    world.before = (activity, input) => {
      if (!isComparison(activity, input)) return;
      world.isAway = () => true;
      world.isStopped = true;
    };
    const { run } = await prove({ poolName: 'kata' });
    expect([run.pools, kept.postures.size]).toEqual([[], 0]);
    expect(run.reason).toMatch(/is stopped/);
  });

  test('is short of a node that left after its own proof, while Azure still counts it', async () => {
    const { prove, world } = createNodeWorld({ nodes: three(), pools: [worldPool(3)] });
    whenProving(world, 'b', () => {
      world.nodes = world.nodes.filter(({ name }) => name !== 'a');
    });
    const { run } = await prove({ options: { ...worldOptions, parallelNodes: 1 } });
    expect(run).toMatchObject({ verdict: 'inconclusive', pools: [{ nodesPresent: 3, nodesProven: 2 }] });
  });

  test('lets a node go that an autoscaler took away', async () => {
    const { prove, world } = createNodeWorld({ nodes: three(), pools: [worldPool(3)] });
    whenProving(world, 'b', () => {
      world.nodes = world.nodes.filter(({ name }) => name !== 'c');
      world.pools = [worldPool(2)];
    });
    const { run } = await prove({ options: { ...worldOptions, parallelNodes: 2 } });
    expect(run).toMatchObject({ verdict: 'isolated', pools: [{ nodesPresent: 2, nodesProven: 2 }] });
  });

  test.each([
    [
      'came',
      (node: WorldNode) => ({ ...node, name: '0-new', uid: 'new', bootId: '87654321-1111-4111-8111-111111111111' }),
    ],
    ['rebooted', (node: WorldNode) => ({ ...node, bootId: '12345678-1111-4111-8111-111111111111' })],
    ['was replaced', (node: WorldNode) => ({ ...node, uid: 'new', bootId: '12345678-1111-4111-8111-111111111111' })],
  ])('includes a node that %s while others were proven: it is proven too', async (what, changed) => {
    const { prove, world, kept } = createNodeWorld({ nodes: three(), pools: [worldPool(what === 'came' ? 4 : 3)] });
    whenProving(world, 'c', () => {
      const [a] = world.nodes as [WorldNode];
      world.nodes = what === 'came' ? [...world.nodes, changed(a)] : world.nodes.map((n) => (n === a ? changed(n) : n));
    });
    const { run } = await prove({ options: { ...worldOptions, parallelNodes: 1 } });
    const count = what === 'came' ? 4 : 3;
    expect(run).toMatchObject({ verdict: 'isolated', pools: [{ nodesPresent: count, nodesProven: count }] });
    for (const { name, bootId } of world.nodes)
      expect(kept.nodes.get(`${runId}/${name}`)?.evidence.after?.bootId).toBe(bootId);
  });

  test('finds the newcomer that shares its kernel', async () => {
    const { prove, world } = createNodeWorld({ nodes: three(), pools: [worldPool(null)] });
    whenProving(world, 'c', () => {
      world.nodes.push(worldNode('0-new', { kernel: 'shared' }));
    });
    const { run } = await prove();
    expect(run).toMatchObject({ verdict: 'shared-kernel', pools: [{ nodesPresent: 4, nodesProven: 3 }] });
  });

  test('ends although nodes never cease to come, and names those that were not looked at', async () => {
    const { prove, world } = createNodeWorld({ nodes: three(), pools: [worldPool(null)] });
    let born = 0;
    world.before = (activity) => {
      if (activity === 'runPodPair') world.nodes.push(worldNode(`new-${String(++born).padStart(4, '0')}`));
    };
    const { run } = await prove();
    expect(run).toMatchObject({ status: 'done', verdict: 'inconclusive' });
    expect(run.reason).toMatch(/nodes were looked at: not new-\d+/);
  });

  test('keeps a leak whose node was taken away', async () => {
    const nodes = [worldNode('a', { kernel: 'shared' }), worldNode('b')];
    const { prove, world } = createNodeWorld({ nodes, pools: [worldPool(2)] });
    whenProving(world, 'b', () => {
      world.nodes = world.nodes.filter(({ name }) => name !== 'a');
      world.pools = [worldPool(1)];
    });
    const { run } = await prove({ options: { ...worldOptions, parallelNodes: 1 } });
    expect(run.verdict).toBe('shared-kernel');
  });

  test('lets a pool be that was scaled to zero meanwhile', async () => {
    const { prove, world, kept } = createNodeWorld({ nodes: three(), pools: [worldPool(3)] });
    whenProving(world, 'c', () => {
      world.nodes = [];
      world.pools = [worldPool(0)];
    });
    const { run } = await prove({ poolName: 'kata', options: { ...worldOptions, parallelNodes: 1 } });
    expect([run.pools, kept.postures.size]).toEqual([[], 0]);
    expect(run.reason).toMatch(/has no nodes/);
  });

  test('of a pool whose upgrade began after the evidence was read leaves the posture changing', async () => {
    const { prove, world, posture } = createNodeWorld({ nodes: three(), pools: [worldPool(3)] });
    whenProving(world, 'c', () => {
      world.pools = [worldPool(3, { provisioningState: 'UpgradingNodeImageVersion' })];
    });
    const { run } = await prove();
    expect(run.verdict).toBe('isolated');
    expect(posture('kata')).toMatchObject({ changing: true, verdict: 'isolated' });
  });
});

describe('boot ids', () => {
  const template = '0c0ffee0-1111-4111-8111-111111111111';
  const reasons = ({ kept }: ReturnType<typeof createNodeWorld>) =>
    Object.fromEntries([...kept.nodes.values()].map(({ verdict }) => [verdict.nodeName, verdict]));

  test('of guests on two nodes that are one make both suspect, though they were proven apart', async () => {
    const clone = (name: string) => worldNode(name, { guestBootId: template });
    const created = createNodeWorld({ nodes: [clone('a'), worldNode('b'), clone('c')], pools: [worldPool(3)] });
    const { run } = await created.prove({ options: { ...worldOptions, parallelNodes: 1 } });
    expect(run).toMatchObject({ verdict: 'suspect', pools: [{ nodesPresent: 3, nodesProven: 1 }] });
    expect(run.reason).toContain(`${template} of its sandboxed pod is that of sandboxed pods on node c`);
    expect(created.posture('kata')).toMatchObject({ verdict: 'suspect' });
    expect(reasons(created)).toMatchObject({
      a: { verdict: 'suspect' },
      b: { verdict: 'isolated' },
      c: { verdict: 'suspect' },
    });
  });

  test('of a node that is not proven at all, shown by a guest, make the node of the guest suspect', async () => {
    const system = worldNode('system-1', { poolName: 'system' });
    const nodes = [worldNode('a', { guestBootId: system.bootId }), worldNode('b'), system];
    const { prove } = createNodeWorld({ nodes, pools: [worldPool(2), worldPool(1, { name: 'system' })] });
    const { run } = await prove({ poolName: 'kata' });
    expect(run).toMatchObject({ verdict: 'suspect', pools: [{ nodesPresent: 2, nodesProven: 1 }] });
    expect(run.reason).toContain('is that of node system-1');
  });

  test('of a newcomer are compared with those of the nodes that were proven before it', async () => {
    const { prove, world } = createNodeWorld({
      nodes: [worldNode('a', { guestBootId: template }), worldNode('b')],
      pools: [worldPool(null)],
    });
    whenProving(world, 'b', () => {
      world.nodes.push(worldNode('late', { guestBootId: template }));
    });
    const { run } = await prove({ options: { ...worldOptions, parallelNodes: 1 } });
    expect(run).toMatchObject({ verdict: 'suspect', pools: [{ nodesPresent: 3, nodesProven: 1 }] });
  });

  test('that cannot be compared are no pass', async () => {
    const { prove, world, posture } = createNodeWorld({ nodes: [worldNode('a')], pools: [worldPool(1)] });
    let comparing = false;
    world.before = (activity, input) => {
      comparing ||= isComparison(activity, input);
    };
    world.isAway = () => comparing;
    const { run } = await prove();
    expect(run).toMatchObject({ status: 'done', verdict: 'inconclusive' });
    expect(run.reason).toContain('could not be compared');
    // People hear of each pool, also where no pool was named.
    expect(posture('kata')).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('the expiry of a run', () => {
  const minute = 60_000;

  test.each([
    ['a namespace of its own', null, 'removed', 7],
    ["the owners' namespace, where each pod pair takes its whole time to go", 'owners', 'none', 18],
  ])('is not reached while the run lives, with the shortest settings and %s', async (_, namespace, left, minutes) => {
    const shortest = { ...worldOptions, pairDeadlineMs: minute, expiryMs: 5 * minute, parallelNodes: 1 };
    const options = { ...shortest, namespace };
    const { prove, world, hub, kept, setNamespaceStays, expiries } = createNodeWorld({
      nodes: Array.from({ length: 6 }, (_, index) => worldNode(`n${index}`)),
      pools: [worldPool(7)],
    });
    setNamespaceStays(4 * minute);
    const late: string[] = [];
    world.before = (activity) => {
      const expiresAt = Date.parse(kept.runs.get(runId)?.expiresAt ?? '');
      if (expiresAt <= hub.now()) late.push(`${activity}: the run`);
      const proving = ['runPodPair', 'removePodPair'].includes(activity);
      if (proving && expiries.some((moment) => Date.parse(moment) <= hub.now()))
        late.push(`${activity}: its namespace`);
    };
    world.pairStaysMs = 2.5 * minute;
    const { run } = await prove({ options });
    expect([run.status, run.cleanupResult?.namespace, late]).toEqual(['done', left, []]);
    expect(hub.now() - hubStartMs).toBeGreaterThanOrEqual(minutes * minute);
  });
});
