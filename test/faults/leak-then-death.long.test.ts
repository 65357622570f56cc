import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import { eventually } from '../support/eventually.ts';
import type { PostureAnswer } from '../support/fleet/fleet-night.ts';
import { fire } from '../support/fleet/fleet-night.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'mixed-pool',
    speed: 60,
    settings: { KATAPROOF_SWEEP_SCHEDULE: '0 0 0 1 1 *', KATAPROOF_PARALLEL_NODES: '1' },
  });
});
afterAll(() => stack?.stop());

async function terminate(runId: string): Promise<number> {
  const { baseUrl, masterKey } = stack.host().ready;
  const url = `${baseUrl}/runtime/webhooks/durabletask/instances/${runId}/terminate?reason=test&code=${masterKey}`;
  return (await fetch(url, { method: 'POST' })).status;
}

test('a run that is terminated after one node leaked is closed with that verdict, and people hear of it once', async () => {
  const { id } = await stack.call<RunAnswer>('/api/provisionings', {
    cluster: stack.clusterBody,
    nodePool: { name: 'kata', count: 6 },
    cleanup: 'delete-on-failure',
  });
  await eventually('a node leaks', async () => {
    const { timeline } = await stack.call<RunAnswer>(`/api/runs/${id}`);
    return timeline.find(({ step, detail }) => `${step} ${detail}`.includes('shared-kernel'));
  });
  expect(await terminate(id)).toBe(202);

  await fire(stack, 'everyHourSweep');
  expect(await readUntilEnded(stack, id)).toMatchObject({
    status: 'Failed',
    result: { verdict: 'shared-kernel', cleanup: { pool: 'removed' } },
  });
  const alerts = await eventually('people hear of it', async () => {
    const published = await stack.publishedAlerts();
    return published.length > 0 ? published : undefined;
  });
  await fire(stack, 'everyHourSweep');
  expect(new Set(alerts.map(({ type }) => type))).toEqual(new Set(['Kataproof.Alert.Opened']));
  expect(JSON.stringify(alerts)).toContain(id);
  const { value } = await stack.call<{ value: PostureAnswer[] }>('/api/postures');
  expect(value).toMatchObject([{ poolName: 'kata', verdict: 'shared-kernel', retired: true }]);
  expect(await findResidue(stack.emulator)).toEqual([]);
});
