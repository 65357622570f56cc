import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import type { HostReady } from '../../scripts/local-stack/start-local-stack.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { eventually } from '../support/eventually.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy', settings: { KATAPROOF_SWEEP_SCHEDULE: '0 0 0 1 1 *' } });
});
afterAll(() => stack?.stop());

/**
 * Does what an operator can do with the system key without our knowledge: ends the instance and gives it no chance to
 * clean up. Resolves with false when the instance had already ended.
 */
async function terminate(runId: string): Promise<boolean> {
  const { baseUrl, masterKey } = stack.host().ready;
  const url = `${baseUrl}/runtime/webhooks/durabletask/instances/${runId}/terminate?reason=test&code=${masterKey}`;
  const answer = await fetch(url, { method: 'POST' });
  expect([202, 410]).toContain(answer.status);
  return answer.status === 202;
}

async function sweep({ baseUrl, masterKey } = stack.host().ready): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-functions-key': masterKey };
  const answer = await fetch(`${baseUrl}/admin/functions/everyHourSweep`, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(202);
}

/** Terminates a run after it has asked for its pool. Starts another run when this one had ended before that. */
async function terminateInMidFlight(): Promise<string> {
  for (let number = 1; ; number++) {
    const { id } = await stack.call<RunAnswer>('/api/provisionings', {
      cluster: stack.clusterBody,
      nodePool: { name: `kata${number}` },
      cleanup: 'always-delete',
    });
    await eventually('AKS makes the pool', async () => {
      const { timeline } = await stack.call<RunAnswer>(`/api/runs/${id}`);
      return timeline.find(({ step }) => step.startsWith('AKS is making node pool'));
    });
    if (await terminate(id)) return id;
  }
}

const records = () => {
  const credential = { getToken: async () => null };
  return createRunRecords({ ...stack.storage, tablesEndpoint: null, credential });
};

/** Sweeps with another host, which has a task hub of its own on the same tables, until a sweep has ended. */
async function sweepElsewhere({ baseUrl, masterKey }: HostReady): Promise<void> {
  await sweep({ baseUrl, masterKey, functions: [] });
  await eventually('the sweep of the other hub', async () => {
    const answer = await fetch(`${baseUrl}/runtime/webhooks/durabletask/instances/sweep?code=${masterKey}`);
    if (!answer.ok) return undefined;
    const { runtimeStatus } = (await answer.json()) as { runtimeStatus: string };
    return runtimeStatus === 'Completed' ? true : undefined;
  });
}

test('a run of another task hub on the same tables is left alone, unless that hub is gone for good', async () => {
  const other = (await stack.startOtherHost('green')).ready;
  const { id } = await stack.call<RunAnswer>('/api/provisionings', {
    cluster: stack.clusterBody,
    nodePool: { name: 'blue' },
    cleanup: 'always-delete',
  });
  const run = await readUntilEnded(stack, id);
  expect(run.result?.verdict).toBe('isolated');

  // As far as the tables tell, the run began an hour ago and is still under way.
  const hourAgo = new Date(Date.now() - 60 * 60_000).toISOString();
  const open = { status: 'running', startedAt: hourAgo, endedAt: null } as const;
  await records().createRun({ ...(await readRecord(id)), ...open, runId: later(id) });
  await sweepElsewhere(other);
  expect((await readRecord(later(id))).status).toBe('running');

  await records().updateRun(later(id), { expiresAt: new Date(Date.now() - 24 * 60 * 60_000).toISOString() });
  await sweepElsewhere(other);
  await eventually('the run is closed', async () => (await readRecord(later(id))).status === 'failed' || undefined);
});

/** The id of another run, of the same moment. */
const later = (runId: string) => `${runId.slice(0, -1)}${runId.endsWith('0') ? '1' : '0'}`;

async function readRecord(runId: string): Promise<RunRecord> {
  const run = await records().readRun(runId);
  if (!run) throw new Error(`There is no run ${runId}.`);
  return run;
}

test('a run that was terminated in mid-flight is closed by the sweep, with everything that it had made', async () => {
  const id = await terminateInMidFlight();
  expect((await findResidue(stack.emulator)).length).toBeGreaterThan(0);

  await sweep();
  const ended = await readUntilEnded(stack, id);
  expect(ended).toMatchObject({
    status: 'Failed',
    error: { code: 'RunFailed' },
    result: { verdict: 'inconclusive', cleanup: { pool: 'removed' } },
  });
  expect(await findResidue(stack.emulator)).toEqual([]);
});
