import { describe, expect, test } from '@jest/globals';
import { createRunId } from '../../shared/runs/run-id.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { createChangeClaims } from '../../shared/storage/tables-change-claims.ts';
import { createRetention } from '../../shared/storage/tables-retention.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { cluster, sampleNode, sampleRun, sampleStep } from '../support/samples/sample-runs.ts';
import { type OpenMemory, textOf } from '../support/storage/open-memory.ts';
import { sampleDelivery } from './alert-states.suite.ts';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const runIdOf = (n: number, random = 'abcdefgh') => createRunId(Date.parse(day(n)), random);
const none = { runs: 0, claims: 0, deliveries: 0 };

export function describeRetention(open: OpenMemory) {
  function newHistory() {
    const memory = open();
    const records = createRunRecords(memory.access);
    const endRun = async (runId: string, endedAt: string) => {
      await records.createRun(sampleRun(runId));
      await records.updateRun(runId, { status: 'done', endedAt });
      await records.recordSteps(runId, sampleStep('0001'));
      await records.recordNode(runId, sampleNode('aks-kata-1'));
    };
    return { memory, records, endRun, retention: createRetention(memory.access) };
  }

  describe('retention', () => {
    test('has nothing to do before there is a history', async () => {
      expect(await newHistory().retention.removeOlderThan(day(9), 10)).toEqual({ removed: none, more: false });
    });

    test('removes runs that ended before the moment, with their parts, and no other', async () => {
      const { memory, records, endRun, retention } = newHistory();
      await endRun(runIdOf(1), day(2));
      await endRun(runIdOf(8), day(9));
      expect(await retention.removeOlderThan(day(9), 10)).toEqual({ removed: { ...none, runs: 1 }, more: false });
      expect((await records.listRuns({ limit: 9, continuation: null })).runs.map(({ runId }) => runId)).toEqual([
        runIdOf(8),
      ]);
      expect(await textOf(memory.table('parts'))).not.toContain(runIdOf(1));
      expect(await records.listSteps(runIdOf(8))).toHaveLength(1);
      expect(await records.listNodes(runIdOf(8))).toHaveLength(1);
    });

    test('leaves a run that has not ended, however old it is', async () => {
      const { records, retention } = newHistory();
      await records.createRun(sampleRun(runIdOf(1)));
      // It died on the second day, and the sweep has still to close it.
      await records.createRun(sampleRun(runIdOf(1, 'diedearly'), { endedAt: day(2) }));
      expect((await retention.removeOlderThan(day(20), 10)).removed).toEqual(none);
      expect(await records.listOpenRuns()).toHaveLength(2);
    });

    test('goes a bounded page at a time and says whether there is more', async () => {
      const { records, endRun, retention } = newHistory();
      for (const n of [1, 2, 3, 4, 5]) await endRun(runIdOf(n), day(n));
      const removed: number[] = [];
      for (;;) {
        const page = await retention.removeOlderThan(day(9), 2);
        removed.push(page.removed.runs);
        if (!page.more) break;
      }
      expect(removed).toEqual([2, 2, 1]);
      expect((await records.listRuns({ limit: 9, continuation: null })).runs).toEqual([]);
    });

    test('removes old claims and marks of runs', async () => {
      const { memory, retention } = newHistory();
      const claims = createChangeClaims(memory.access);
      const claim = (poolName: string, n: number) =>
        claims.claimChange({ cluster, poolName, changeKey: 'image/1', runId: runIdOf(n), at: day(n) });
      await claim('old', 1);
      await claim('new', 9);
      for (const n of [1, 9]) await claims.beginRun(runIdOf(n), 'token');
      expect(await retention.removeOlderThan(day(9), 10)).toEqual({
        removed: { ...none, claims: 2 },
        more: false,
      });
      expect(await claim('new', 8)).toEqual({ runId: runIdOf(9), first: false });
      expect(await claim('old', 8)).toEqual({ runId: runIdOf(8), first: true });
      expect(await claims.beginRun(runIdOf(9), 'other')).toEqual({ mine: false });
    });

    test('removes deliveries that were sent or died before the moment, whole, and none that waits', async () => {
      const { memory, retention } = newHistory();
      const states = createAlertStates(memory.access);
      const ids = ['dead', 'dead-late', 'sent', 'sent-late', 'due'];
      for (const id of ids) await states.enqueueDelivery(sampleDelivery(id, { nextAttemptAt: day(1) }));
      await states.updateDelivery(sampleDelivery('dead', { dead: true, diedAt: day(1), nextAttemptAt: day(12) }));
      await states.updateDelivery(sampleDelivery('dead-late', { dead: true, diedAt: day(9), nextAttemptAt: day(1) }));
      await states.recordSent(sampleDelivery('sent'), day(8));
      await states.recordSent(sampleDelivery('sent-late'), day(9));
      expect(await retention.removeOlderThan(day(9), 1)).toEqual({ removed: { ...none, deliveries: 1 }, more: true });
      expect(await retention.removeOlderThan(day(9), 10)).toEqual({ removed: { ...none, deliveries: 1 }, more: false });
      const { deliveries } = await states.listDeliveries({ limit: 9, continuation: null });
      expect(deliveries.map(({ id }) => id)).toEqual(['dead-late', 'due', 'sent-late']);
      expect(JSON.parse(await textOf(memory.table('alerts')))).toHaveLength(6);
    });

    test('removes dead letters as earlier versions kept them', async () => {
      const { memory, retention } = newHistory();
      const states = createAlertStates(memory.access);
      // The first call makes the table.
      expect(await states.readDelivery('old')).toBeNull();
      const raw = memory.table('alerts');
      for (const n of [1, 9])
        for (const rowKey of [`dead|${day(n)}|old-${n}`, `id|old-${n}`])
          await raw.createEntity({ partitionKey: 'delivery', rowKey });
      expect((await retention.removeOlderThan(day(9), 10)).removed).toEqual({ ...none, deliveries: 1 });
      const rows = await textOf(raw);
      expect(rows).toContain('old-9');
      expect(rows).not.toContain('old-1');
    });

    test('can be done by two sweeps at once', async () => {
      const { memory, endRun, retention } = newHistory();
      const claims = createChangeClaims(memory.access);
      for (const n of [1, 2]) await endRun(runIdOf(n), day(n));
      for (const n of [1, 2, 3]) await claims.beginRun(runIdOf(n), 'token');
      await Promise.all([retention, createRetention(memory.access)].map((sweep) => sweep.removeOlderThan(day(9), 10)));
      expect(await retention.removeOlderThan(day(9), 10)).toEqual({ removed: none, more: false });
    });
  });
}
