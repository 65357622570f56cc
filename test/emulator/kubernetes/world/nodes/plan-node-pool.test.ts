import { describe, expect, test } from '@jest/globals';
import { planNodePool, runsKataInRunc } from '../../../../../emulator/kubernetes/world/nodes/plan-node-pool.ts';
import { kataPool } from '../start-world.ts';

const pool = (count: number, more = {}) => ({ ...kataPool, count, ...more });
const nodes = (...indexes: number[]) => indexes.map((index) => ({ name: `n${index}`, index, pool: pool(3) }));

describe('a node pool', () => {
  test('gets all of its nodes when it is new', () => {
    expect(planNodePool(pool(2), [])).toEqual([
      { do: 'create-node', index: 0 },
      { do: 'create-node', index: 1 },
    ]);
  });

  test('that shrinks loses its highest nodes and keeps the others', () => {
    expect(planNodePool(pool(1), nodes(0, 1, 2))).toEqual([
      { do: 'update-node', name: 'n0' },
      { do: 'delete-node', name: 'n1' },
      { do: 'delete-node', name: 'n2' },
    ]);
  });

  test('that grows gets the numbers that are missing, gaps first', () => {
    const created = planNodePool(pool(4), nodes(0, 2)).filter((action) => action.do === 'create-node');
    expect(created).toEqual([
      { do: 'create-node', index: 1 },
      { do: 'create-node', index: 3 },
    ]);
  });

  test('reimages its nodes for another node image, after their labels and taints, and for nothing else', () => {
    expect(planNodePool(pool(1, { nodeImageVersion: 'next' }), nodes(0))).toEqual([
      { do: 'update-node', name: 'n0' },
      { do: 'reimage-node', name: 'n0' },
    ]);
    expect(planNodePool(pool(1, { labels: { a: 'b' }, taints: ['k=v:NoSchedule'] }), nodes(0))).toEqual([
      { do: 'update-node', name: 'n0' },
    ]);
  });

  test('does not boot a node that it gives up', () => {
    expect(planNodePool(pool(0, { nodeImageVersion: 'next' }), nodes(0))).toEqual([{ do: 'delete-node', name: 'n0' }]);
  });
});

test('the fault that maps Kata to runc hits every node, or only the last of the pool as it is now', () => {
  const hit = (where: 'every-node' | 'last-node', count: number) =>
    [0, 1, 2].map((index) => runsKataInRunc({ kataHandlerRunsRunc: where }, pool(count), index));
  expect(hit('every-node', 3)).toEqual([true, true, true]);
  expect(hit('last-node', 3)).toEqual([false, false, true]);
  expect(hit('last-node', 2)).toEqual([false, true, false]);
  expect(runsKataInRunc({}, pool(1), 0)).toBe(false);
});
