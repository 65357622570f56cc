import { expect, test } from '@jest/globals';
import { newRunRecord } from '../../shared/runs/new-run-record.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { openMemory } from '../support/storage/open-memory.ts';

test('a table that somebody deleted is made again by the same process, and nothing waits for a restart', async () => {
  const memory = openMemory();
  const records = createRunRecords(memory.access);
  const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'g', name: 'c' };
  const asked = { kind: 'verification', cluster, poolName: null, cleanup: 'keep', startedBy: null } as const;
  const run = (runId: string) =>
    newRunRecord({ ...asked, request: {} }, runId, '2026-11-20T10:00:00.000Z', { poolDeadlineMs: 0, expiryMs: 0 });
  await records.createRun(run('8236000000000-aaaaaaaaaa'));
  await memory.table('runs').deleteTable();

  await records.createRun(run('8236000000000-bbbbbbbbbb'));
  expect(await records.readRun('8236000000000-aaaaaaaaaa')).toBeNull();
  expect(await records.readRun('8236000000000-bbbbbbbbbb')).toMatchObject({ runId: '8236000000000-bbbbbbbbbb' });
});
