import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
});
afterAll(() => stack?.stop());

test('a cluster whose API server cannot be reached is refused, with nothing started', async () => {
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const control = `${stack.emulator.control}/__emulator/api-servers?cluster=${encodeURIComponent(id)}`;
  expect((await fetch(control, { method: 'DELETE' })).status).toBe(200);

  const { baseUrl, masterKey } = stack.host().ready;
  for (const [path, body] of [
    ['provisionings', { cluster: id, nodePool: { name: 'kata' } }],
    ['verifications', { cluster: id }],
  ] as const) {
    const headers = { 'content-type': 'application/json', 'x-functions-key': masterKey };
    const answer = await fetch(`${baseUrl}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(424);
    expect(await answer.json()).toMatchObject({ error: { code: 'ClusterUnreachable' } });
  }
  expect(await stack.call('/api/runs')).toEqual({ value: [] });
});
