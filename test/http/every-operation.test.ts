import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiDocument } from '../support/main-app/check-against-document.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { principalHeaders } from '../support/samples/principal-headers.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';

let stack: TestStack;
let operations: Operation[];

interface Operation {
  id: string;
  method: string;
  path: string;
  role: 'reader' | 'operator';
  /** Whether its address, or its body, names a cluster. */
  aboutCluster: boolean;
}

beforeAll(async () => {
  const scopes = { KATAPROOF_ALLOWED_SCOPES: `/subscriptions/${subscriptionId}/resourceGroups/fleet` };
  stack = await startTestStack({ scenario: 'healthy', settings: { WEBSITE_AUTH_ENABLED: 'True', ...scopes } });
  const { paths } = (await (await fetch(`${stack.host().ready.baseUrl}/api/openapi.json`)).json()) as ApiDocument;
  operations = Object.entries(paths).flatMap(([route, methods]) => Object.entries(methods).flatMap(toOperation(route)));
});
afterAll(() => stack?.stop());

/** An operation of the document, about a cluster outside the scopes; none for what anybody may look at. */
const toOperation =
  (route: string) =>
  ([method, { operationId: id, security = [], description = '', requestBody }]: [string, Described]): Operation[] => {
    const names: Record<string, string> = { subscriptionId, digest: '0'.repeat(64) };
    const path = route.replaceAll(/\{(\w+)\}/g, (_all, name: string) => names[name] ?? 'elsewhere');
    const role = /role of an operator/.test(description) ? 'operator' : 'reader';
    const inBody = JSON.stringify(requestBody ?? {}).match(/Provisioning|Verification|Plan|Preflight|ClusterReference/);
    const aboutCluster = route.includes('{subscriptionId}') || inBody !== null;
    return security.length === 0 ? [] : [{ id, method: method.toUpperCase(), path, role, aboutCluster }];
  };

type Described = ApiDocument['paths'][string][string] & { description?: string };

const who = (...roles: string[]) => principalHeaders({ id: 'b2', name: 'bo@example.org', roles });

const cluster = { subscriptionId, resourceGroup: 'elsewhere', name: 'elsewhere' };
const bodyOf = ({ path }: Operation): object =>
  path.endsWith('/waive')
    ? { reason: 'Known.', until: new Date(Date.now() + 86_400_000).toISOString() }
    : { cluster, nodePool: path === '/verifications' ? 'kata' : { name: 'kata' } };

async function ask(operation: Operation, headers: Record<string, string>) {
  const { method, path } = operation;
  const response = await fetch(`${stack.host().ready.baseUrl}/api${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(bodyOf(operation)) }),
  });
  return [operation.id, response.status, response.headers.get('x-ms-error-code')];
}

test('every operation that asks for a role refuses who has none, and nobody', async () => {
  expect(operations.length).toBeGreaterThan(30);
  for (const each of operations) {
    expect(await ask(each, {})).toEqual([each.id, 401, 'Unauthenticated']);
    expect(await ask(each, who('Kataproof.Else'))).toEqual([each.id, 403, 'RoleRequired']);
  }
});

test('a reader acts by none', async () => {
  const acting = operations.filter(({ role }) => role === 'operator');
  expect(acting.map(({ method }) => method)).toEqual(acting.map(({ id }) => (id === 'deleteRun' ? 'DELETE' : 'POST')));
  for (const each of acting) expect(await ask(each, who('Kataproof.Reader'))).toEqual([each.id, 403, 'RoleRequired']);
  for (const { id, method } of operations.filter(({ role }) => role === 'reader'))
    if (method !== 'GET')
      expect(['planProvisioning', 'checkPreflight', 'sandboxWorkloads', 'lintWorkloads']).toContain(id);
});

test('every operation about a cluster outside the scopes is refused to an operator, and Azure is not asked', async () => {
  const about = operations.filter(({ aboutCluster }) => aboutCluster);
  const inBodies = ['startProvisioning', 'startVerification', 'planProvisioning', 'checkPreflight'];
  expect(about.map(({ id }) => id)).toEqual(expect.arrayContaining([...inBodies, 'readKubeconfig', 'listPods']));
  for (const each of about)
    expect(await ask(each, who('Kataproof.Operator'))).toEqual([each.id, 403, 'ScopeNotAllowed']);
  expect(await stack.armRequests()).toEqual([]);
});
