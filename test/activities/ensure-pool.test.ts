import { expect, test } from '@jest/globals';
import { ensurePool } from '../../shared/activities/ensure-pool.ts';
import { lookAtPool } from '../../shared/activities/read-pool-readiness.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import { snapshot } from '../support/samples/sample-evidence.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';

const runId = 'run';
const place = { sequence: '0003', at: '2026-09-03T12:00:00.000Z' };

/** An AKS that has made the pool and is still at it, unless it `isReady`, and a storage that may be away. */
function open(change: { outcome?: object; isAway?: boolean; isReady?: boolean } = {}) {
  const steps: string[] = [];
  const changes: object[] = [];
  const { ports } = createMemoryInProcess(() => false);
  const whenThere = async <T>(act: () => T) => {
    if (change.isAway) throw new Error('The storage is away.');
    return act();
  };
  const records = {
    ...ports.records,
    readRun: async () => null,
    recordSteps: (_: string, ...lines: { step: string }[]) =>
      whenThere(() => void steps.push(...lines.map(({ step }) => step))),
    updateRun: (_: string, told: object) => whenThere(() => void changes.push(told)),
  };
  const clusters = {
    ensurePool: async () => change.outcome ?? { outcome: 'created' },
    readPool: async () => ({
      pool: { provisioningState: change.isReady ? 'Succeeded' : 'Creating', count: 1, nodeTaints: [] },
    }),
  };
  const node = {
    ...snapshot,
    name: 'node-1',
    poolName: 'kata',
    kataLabels: ['kubernetes.azure.com/kata-vm-isolation'],
  };
  const verification = {
    listNodes: async () => ({ nodes: [node] }),
    listRuntimeClasses: async () => ({ classes: [{ name: 'kata' }] }),
    readRuntimeClass: async () => ({ runtimeClass: { uid: 'class', name: 'kata', handler: 'kata' } }),
  };
  const all = { clusters, records, verification } as unknown as Pick<Ports, 'clusters' | 'records' | 'verification'>;
  return { all, steps, changes };
}

const spec = { name: 'kata' } as Parameters<typeof ensurePool>[1]['spec'];

test('what has come of the request for a pool is told before the wait for it begins', async () => {
  const { all, steps, changes } = open();
  const made = await ensurePool(all, { cluster, spec, runId, place });
  expect(made).toMatchObject({ outcome: 'created', line: { written: true } });
  expect(steps).toEqual(['AKS is making node pool kata']);
  expect(changes).toMatchObject([{ percent: 10, createdPool: true }]);
});

test('a pool that is there, but is another one, has no such line', async () => {
  const outcome = { outcome: 'existing-differs', differences: ['vmSize'] };
  const { all, steps } = open({ outcome });
  expect(await ensurePool(all, { cluster, spec, runId, place })).toEqual(outcome);
  expect(steps).toEqual([]);
});

test('a line that cannot be written does not fail what was made, and is owed', async () => {
  const { all } = open({ isAway: true });
  const made = await ensurePool(all, { cluster, spec, runId, place });
  expect(made).toMatchObject({ outcome: 'created', line: { written: false } });
});

const look = {
  ...{ cluster, poolName: 'kata', runtimeClassName: 'kata', runId, place },
  take: { azure: 'if-needed', unbegun: true, listFor: 'kata' } as const,
};

test('what a pool is waited for is told once', async () => {
  const { all, steps } = open();
  const first = await lookAtPool(all, { ...look, told: '' });
  expect(first).toMatchObject({ written: true });
  expect(await lookAtPool(all, { ...look, told: steps[0] ?? '' })).toMatchObject({ written: false });
  expect(steps).toHaveLength(1);
});

test('a line about the wait that cannot be written is told by a later look', async () => {
  const { all } = open({ isAway: true });
  expect(await lookAtPool(all, { ...look, told: '' })).toMatchObject({ written: false });
});

test('the look that finds a pool ready lists its nodes, once that is told', async () => {
  const { all, steps } = open({ isReady: true });
  const seen = await lookAtPool(all, { ...look, told: '' });
  expect(steps).toEqual(['Node pool kata is ready']);
  expect(seen).toMatchObject({ readiness: { state: 'ready' }, written: true });
  expect(seen.stock).toMatchObject({ next: null, places: [{ poolName: 'kata', registered: 1 }] });
  expect(seen.stock?.first?.nodes).toMatchObject([{ node: { name: 'node-1' } }]);
});

test('a ready pool of which nothing can be told leaves its nodes to a look that takes the line along', async () => {
  const { all } = open({ isReady: true, isAway: true });
  const seen = await lookAtPool(all, { ...look, told: '' });
  expect(seen).toMatchObject({ readiness: { state: 'ready' }, written: false });
  expect(seen.stock).toBeUndefined();
});
