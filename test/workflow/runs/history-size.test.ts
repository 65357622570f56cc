import { expect, test } from '@jest/globals';
import { countHistories, exponentOf, sumOf } from '../../support/runs/count-history.ts';
import { createNodeWorld, worldNode, worldPool } from '../../support/runs/node-world.ts';

async function proveAll(nodes: number) {
  const named = Array.from({ length: nodes }, (_, index) => worldNode(`node-${String(index).padStart(4, '0')}`));
  const world = createNodeWorld({ nodes: named, pools: [worldPool(nodes)] });
  expect((await world.prove()).run.verdict).toBe('isolated');
  return countHistories(world.hub.records);
}

const countProof = async (nodes: number) => sumOf(Object.values(await proveAll(nodes)));

test('replays load a number of events that grows no faster than a pool', async () => {
  const points: { x: number; y: number }[] = [];
  for (const nodes of [10, 20, 50, 100]) points.push({ x: nodes, y: (await countProof(nodes)).loaded });
  expect(exponentOf(points)).toBeLessThanOrEqual(1.1);
});

test('a node takes twelve events of its own: two activities, its beginning and its end', async () => {
  const { proveNode } = await proveAll(3);
  expect(proveNode).toMatchObject({ instances: 3, events: 3 * 12, turns: 3 * 3 });
});
