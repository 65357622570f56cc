import { expect, test } from '@jest/globals';
import { createActivities } from '../../shared/activities/create-activities.ts';
import { quarantineTaint } from '../../shared/clusters/quarantine.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import { cluster, sampleRun, sampleStep } from '../support/samples/sample-runs.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';

const runId = '8236000000000-aaaaaaaaaa';

/** Calls an activity for a run that is cancelled, whose pool ARM describes so; `writes` are the calls that would change it. */
async function callCancelled(name: 'ensurePool' | 'liftQuarantine', readPool: () => Promise<object>) {
  const { ports } = createMemoryInProcess(() => false);
  await ports.records.createRun(sampleRun(runId, { cancelRequested: true }));
  const writes: string[] = [];
  const write = async () => ({ outcome: 'created', state: 'requested', made: writes.push(name) });
  const clusters = { readPool, ensurePool: write, liftQuarantine: write };
  const activities = createActivities({ ...ports, clusters } as unknown as Ports);
  const telling = { runId, lines: [sampleStep('0001')], change: {} };
  const outcome = await activities[name]({ cluster, runId, poolName: 'kata', spec: { name: 'kata' }, telling });
  return { outcome, writes };
}

const pool = (tags: object, nodeTaints: string[] = []) => ({ pool: { tags, nodeTaints, eTag: 'e' } });
const told = { cancelRequested: true, written: true };
const cancelled = { ok: false, failure: { code: 'Cancelled', retryable: false }, told };

test.each([
  ['that is not there', { pool: null }],
  ['of somebody else', pool({ 'kataproof-run': 'another' })],
])('for a cancelled run no pool is asked for, in place of one %s', async (_, seen) => {
  const { outcome, writes } = await callCancelled('ensurePool', async () => seen);
  expect(outcome).toMatchObject(cancelled);
  expect(writes).toEqual([]);
});

test('the pool that an earlier try has made for a run that was cancelled since is told of', async () => {
  const { outcome, writes } = await callCancelled('ensurePool', async () => pool({ 'Kataproof-Run': runId }));
  expect(outcome).toEqual({ ok: true, value: { outcome: 'created' }, told });
  expect(writes).toEqual([]);
});

test('where Azure does not say, such a pool may be there', async () => {
  const { outcome, writes } = await callCancelled('ensurePool', async () => {
    throw new KataproofError('AzureUnreachable', 'No answer.');
  });
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'Cancelled', retryable: true }, told });
  expect(writes).toEqual([]);
});

test('a quarantine that an earlier try has lifted is not said to stand', async () => {
  const lifted = await callCancelled('liftQuarantine', async () => pool({}));
  expect(lifted.outcome).toEqual({ ok: true, value: { outcome: 'not-quarantined' }, told });
  const stands = await callCancelled('liftQuarantine', async () => pool({}, [quarantineTaint]));
  expect(stands.outcome).toMatchObject(cancelled);
  expect([...lifted.writes, ...stands.writes]).toEqual([]);
});
