import { beforeAll, expect, test } from '@jest/globals';
import {
  countHistories,
  exponentOf,
  type HistoryCount,
  mostExponent,
  mostOfNode,
  mostOfRun,
  recordsOfRun,
  splitHistory,
  sumOf,
} from '../../support/runs/count-history.ts';
import { largestOf, measureCrossings, mostMessageBytes } from '../../support/runs/measure-crossings.ts';
import { createNodeWorld, worldNode, worldPool } from '../../support/runs/node-world.ts';
import { createRunWorld } from '../../support/runs/run-world.ts';

const sizes = [10, 20, 50, 100];
const counts = new Map<number, Record<string, HistoryCount>>();
const largest: number[] = [];

/** What the task hub has recorded of the proof of so many nodes. */
async function proveAll(size: number) {
  const nodes = Array.from({ length: size }, (_, index) => worldNode(`node-${String(index).padStart(4, '0')}`));
  const world = createNodeWorld({ nodes, pools: [worldPool(size)] });
  expect((await world.prove()).run.verdict).toBe('isolated');
  return world.hub.records;
}

beforeAll(async () => {
  for (const size of sizes) {
    const records = await proveAll(size);
    counts.set(size, countHistories(records));
    largest.push(largestOf(measureCrossings(records)).bytes);
  }
});

test.each(sizes)('a proof of %i nodes has a short history, of the run and of each node', (size) => {
  const { ofRun, ofNode } = splitHistory(counts.get(size) ?? {}, size);
  expect(ofRun).toBeLessThanOrEqual(mostOfRun);
  expect(ofNode).toBeLessThanOrEqual(mostOfNode);
});

test('replays load a number of events that grows no faster than a pool', () => {
  const points = [...counts].map(([x, count]) => ({ x, y: sumOf(Object.values(count)).loaded }));
  expect(exponentOf(points)).toBeLessThanOrEqual(mostExponent);
});

test('no message grows with a pool', () => {
  expect(largest.at(-1)).toBeLessThan(mostMessageBytes);
  expect(largest.at(-1)).toBeLessThanOrEqual(1.1 * (largest[1] ?? 0));
});

test('a node takes twelve events of its own: two activities, its beginning and its end', () => {
  expect(counts.get(10)?.['proveNode']).toMatchObject({ instances: 10, events: 10 * 12, turns: 10 * 3 });
});

test.each([
  [1, 28, 12],
  [3, 28, 18],
])('a verification of %i nodes has so many events beside those of its nodes', async (nodes, own, chunks) => {
  const { proveCluster, proveNodeChunk } = countHistories(await proveAll(nodes));
  expect([proveCluster?.events, proveNodeChunk?.events]).toEqual([own, chunks]);
});

test('a provisioning whose pool is ready at the first look has so many events of its own', async () => {
  const names = ['a', 'b', 'c'];
  const world = createRunWorld(names.map((name) => ({ name, verdict: 'isolated', minutes: 1 })));
  await world.provision('run');
  await world.pass(10);
  const counts = countHistories(recordsOfRun(world.hub.records, 'run'));
  expect(counts['provisionAndProve']?.events).toBe(48);
  expect(splitHistory(counts, names.length).ofRun).toBeLessThanOrEqual(mostOfRun);
});
