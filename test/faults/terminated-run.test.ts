import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
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

async function sweep(): Promise<void> {
  const { baseUrl, masterKey } = stack.host().ready;
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

test('a run that was terminated in mid-flight is closed by the sweep, with everything that it had made', async () => {
  const id = await terminateInMidFlight();
  expect((await findResidue(stack.emulator)).length).toBeGreaterThan(0);

  await sweep();
  const ended = await readUntilEnded(stack, id);
  expect(ended).toMatchObject({ status: 'failed', verdict: 'inconclusive', cleanup: { result: { pool: 'removed' } } });
  expect(await findResidue(stack.emulator)).toEqual([]);
});
