import { expect, test } from '@jest/globals';
import { historyBytes, largestOf, measureCrossings, mostMessageBytes } from '../../support/runs/measure-crossings.ts';
import { createNodeWorld, runId, worldNode, worldPool } from '../../support/runs/node-world.ts';

const named = (count: number, name = (index: number) => `aks-kata-12345678-vmss${String(index).padStart(6, '0')}`) =>
  Array.from({ length: count }, (_, index) => worldNode(name(index)));

test('a pool of a thousand nodes is proven to its end, chunk by chunk', async () => {
  const world = createNodeWorld({ nodes: named(1000), pools: [worldPool(1000)] });
  const { run } = await world.prove();
  expect(run).toMatchObject({
    status: 'done',
    verdict: 'isolated',
    pools: [{ nodesPresent: 1000, nodesProven: 1000 }],
  });
  expect([world.kept.nodes.size, world.namespaces.size]).toEqual([1000, 0]);
  expect(largestOf(measureCrossings(world.hub.records)).bytes).toBeLessThan(37 * 1024);
  // Each turn of an orchestration reads its history anew.
  expect(historyBytes(world, runId)).toBeLessThan(400 * 1024);
  expect(historyBytes(world, `${runId}-nodes-0`)).toBeLessThan(400 * 1024);
});

test('nodes with the longest names and many taints cross each boundary', async () => {
  const name = (index: number) => `${String(index).padStart(4, '0')}${'n'.repeat(249)}`;
  const taints = Array.from({ length: 20 }, (_, index) => `${'k'.repeat(250)}${index}=${'v'.repeat(63)}:NoSchedule`);
  const { prove, hub } = createNodeWorld({ nodes: named(60, name), pools: [worldPool(60, { nodeTaints: taints })] });
  expect((await prove()).run.verdict).toBe('isolated');
  expect(largestOf(measureCrossings(hub.records)).bytes).toBeLessThan(mostMessageBytes);
});

test('a hundred pools are judged one by one, however long their reasons are', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `katapool${String(index).padStart(4, '0')}`);
  const nodes = names.map((poolName, index) =>
    worldNode(`node-${'x'.repeat(200)}-${index}`, { poolName, kernel: 'own' }),
  );
  const { prove, hub, kept } = createNodeWorld({ nodes, pools: names.map((name) => worldPool(1, { name })) });
  const { run } = await prove({ poolNames: names });
  expect([run.status, run.verdict, run.pools.length, kept.postures.size]).toEqual(['done', 'suspect', 100, 100]);
  expect(largestOf(measureCrossings(hub.records)).bytes).toBeLessThan(mostMessageBytes);
});
