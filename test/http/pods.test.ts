import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listPods } from '../../shared/api/operations/pods.ts';
import { kubectl } from '../support/kubernetes/kubectl.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { principalHeaders } from '../support/samples/principal-headers.ts';

let stack: TestStack;
let there = true;
const limits = (memory: string, cpu: string) => ({ limits: { memory, cpu } });
const pod = (namespace: string, name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name },
  spec: { containers: [{ name: 'main', image: 'registry.example/a:1' }], ...spec },
});
const kata = { runtimeClassName: 'kata-vm-isolation' };
const two = [
  { name: 'a', image: 'registry.example/a:1', resources: limits('300Mi', '1500m') },
  { name: 'b', image: 'registry.example/b:1', resources: limits('100Mi', '100m') },
];
const objects = [
  ...['shop', 'payroll'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  pod('shop', 'ordinary'),
  pod('shop', 'sized', { ...kata, containers: two }),
  pod('shop', 'unsized', { ...kata, volumes: [{ name: 'v', hostPath: { path: '/var/log' } }] }),
  pod('payroll', 'secret-1', kata),
  pod('payroll', 'secret-2', kata),
];

beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    settings: { WEBSITE_AUTH_ENABLED: 'True', KATAPROOF_OPERATOR_NAMESPACES: 'payroll,other' },
  });
  for (const object of objects) {
    const ended = await kubectl(stack, ['create', '--validate=false', '-f', '-'], JSON.stringify(object));
    if (ended === null) there = false;
    else if (ended.code !== 0) throw new Error(ended.err);
  }
});
afterAll(() => stack?.stop());

const rolesOf = (role: 'Reader' | 'Operator') =>
  principalHeaders({ id: 'x', name: 'x@example.org', roles: [`Kataproof.${role}`] });

async function get(query: string, role: 'Reader' | 'Operator' = 'Operator') {
  const { subscriptionId, resourceGroup, name } = stack.clusterBody;
  const base = `${stack.host().ready.baseUrl}/api/clusters/${subscriptionId}/${resourceGroup}/${name}/pods`;
  const url = query.startsWith('http') ? query : `${base}${query}`;
  const response = await fetch(url, { headers: rolesOf(role) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const page = async (query: string, role: 'Reader' | 'Operator' = 'Operator') =>
  listPods.answers[200].schema.parse((await get(query, role)).body);

async function all(query: string, role: 'Reader' | 'Operator'): Promise<string[]> {
  const names: string[] = [];
  for (let next: string | undefined = query; next !== undefined; ) {
    const { value, nextLink } = await page(next, role);
    names.push(...value.map(({ namespace, name }) => `${namespace}/${name}`));
    expect(Buffer.from(decodeURIComponent(nextLink?.split('continuation=')[1] ?? ''), 'base64').toString()).not.toMatch(
      role === 'Reader' ? /payroll/ : /^never$/,
    );
    next = nextLink;
  }
  return names;
}

describe('the pods of a cluster', () => {
  test('are shown with the VM that follows from their limits', async () => {
    if (!there) return;
    const { value } = await page('?namespace=shop');
    const byName = new Map(value.map((each) => [each.name, each]));
    expect(byName.get('ordinary')).toMatchObject({
      ...{ system: false, sandbox: 'no-class', sandboxed: false, handler: null, vm: null },
    });
    const systems = (await page('?namespace=kube-system')).value.map(({ system }) => system);
    expect(new Set(systems)).toEqual(new Set([true]));
    expect(byName.get('sized')).toMatchObject({
      handler: 'kata',
      sandboxed: true,
      limits: { memoryMiB: 400, cpus: 1.6 },
      vm: { memoryMiB: 400, vcpus: 2, sharedBy: 2, boots: true, overheadMiB: 600 },
      findings: [],
    });
    expect(byName.get('unsized')).toMatchObject({
      limits: { memoryMiB: null, cpus: null },
      vm: { memoryMiB: 512, memoryFrom: 'default', vcpus: 1 },
      findings: [{ rule: 'sandbox-limits-missing' }, { rule: 'sandbox-host-path', subject: 'shop/Pod/unsized' }],
    });
  });

  test('are listed once each, in pages, and by whether they are sandboxed', async () => {
    if (!there) return;
    const every = await all('?maxpagesize=2', 'Operator');
    expect(new Set(every).size).toBe(every.length);
    expect(every).toEqual(expect.arrayContaining(['payroll/secret-1', 'payroll/secret-2', 'shop/ordinary']));
    const sandboxed = await all('?maxpagesize=2&sandboxed=true', 'Operator');
    expect(sandboxed.toSorted()).toEqual(['payroll/secret-1', 'payroll/secret-2', 'shop/sized', 'shop/unsized']);
  });

  test('of namespaces that operators alone see are hidden from readers, and so is how many there are', async () => {
    if (!there) return;
    const operators = await all('?maxpagesize=1', 'Operator');
    const readers = await all('?maxpagesize=1', 'Reader');
    expect(readers).toEqual(operators.filter((name) => !name.startsWith('payroll/')));
    expect((await page('?namespace=payroll', 'Reader')).value).toEqual([]);
    expect(await page('?namespace=payroll', 'Reader')).toEqual(await page('?namespace=nothing-there', 'Reader'));
  });

  test.each(['?sandboxed=perhaps', '?namespace=No', '?maxpagesize=0', '?colour=red'])('refuses %s', async (query) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest' } } });
  });
});
