import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

const tenant = '99999999-9999-4999-8999-999999999999';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy', clusters: [{ name: 'elsewhere', entraTenantId: tenant }] });
});
afterAll(() => stack?.stop());

test('a cluster of another tenant is refused in words, with nothing started', async () => {
  const { baseUrl, masterKey } = stack.host().ready;
  const route = `clusters/${stack.clusterBody.subscriptionId}/fleet/elsewhere/inspect`;
  for (const [path, body] of [
    ['provisionings', { cluster: stack.clusterBody, nodePool: { name: 'kata' } }],
    ['verifications', { cluster: stack.clusterBody }],
    [route, {}],
  ] as const) {
    const headers = { 'content-type': 'application/json', 'x-functions-key': masterKey };
    const answer = await fetch(`${baseUrl}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const told = { code: 'OtherTenant', message: expect.stringMatching(/tenant 9{8}.*not supported/) };
    expect([path, answer.status, await answer.json()]).toMatchObject([path, 403, { error: told }]);
  }
  expect(await stack.call('/api/runs')).toEqual({ value: [] });
});
