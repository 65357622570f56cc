import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
});
afterAll(() => stack?.stop());

/** What an operator may do past us, with the system key: end the instance without letting it clean up. */
async function terminate(runId: string): Promise<void> {
  const { baseUrl, masterKey } = stack.host().ready;
  const url = `${baseUrl}/runtime/webhooks/durabletask/instances/${runId}/terminate?reason=test&code=${masterKey}`;
  const answer = await fetch(url, { method: 'POST' });
  expect(answer.status).toBe(202);
}

async function sweep(): Promise<void> {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'content-type': 'application/json', 'x-functions-key': masterKey };
  const answer = await fetch(`${baseUrl}/admin/functions/everyHourSweep`, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(202);
}

test('a run that was terminated in mid-flight is closed by the sweep, with everything that it had made', async () => {
  const { id } = await stack.call<RunAnswer>('/api/provisionings', {
    cluster: stack.clusterBody,
    nodePool: { name: 'kata' },
    cleanup: 'always-delete',
  });
  for (;;) {
    const { timeline } = await stack.call<RunAnswer>(`/api/runs/${id}`);
    if (timeline.some(({ step }) => step.startsWith('AKS is making node pool'))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await terminate(id);
  expect((await findResidue(stack.emulator)).length).toBeGreaterThan(0);

  await sweep();
  const ended = await readUntilEnded(stack, id);
  expect(ended).toMatchObject({ status: 'failed', verdict: 'inconclusive', cleanup: { result: { pool: 'removed' } } });
  expect(await findResidue(stack.emulator)).toEqual([]);
});
