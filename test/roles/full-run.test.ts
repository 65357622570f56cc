import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { fire, readInstance, until } from '../support/fleet/fleet-night.ts';
import type { RecordedAccess } from '../support/main-app/main-app-target.ts';
import { postEvents, waitUntilIdle } from '../support/main-app/post-events.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { assign, type RoleName, readRole } from '../support/roles/read-roles.ts';
import { clusterEvent, resourceEvent, somebody } from '../support/samples/event-payloads.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const fleet = `/subscriptions/${subscriptionId}/resourceGroups/fleet`;
const demo = `${fleet}/providers/Microsoft.ContainerService/managedClusters/demo`;

const pool = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
const kata = { ...pool, name: 'kata', mode: 'User', workloadRuntime: 'KataVmIsolation' };
const clusters = [{ name: 'demo', localAccounts: false, pools: [{ ...pool, name: 'system', mode: 'System' }, kata] }];

/** The app with roles at scopes, watching what the settings say. */
function start(roles: [RoleName, string][], settings: Record<string, string>): Promise<TestStack> {
  return startTestStack({
    scenario: 'healthy',
    clusters,
    access: { roleAssignments: roles.map(([name, scope]) => assign(name, scope)) },
    settings: {
      KATAPROOF_QUIET_SECONDS: '0',
      KATAPROOF_FLEET_SUBSCRIPTIONS: subscriptionId,
      // Nights and sweeps happen when the test says so.
      KATAPROOF_FLEET_SCHEDULE: '0 0 0 1 1 *',
      KATAPROOF_SWEEP_SCHEDULE: '0 0 0 1 1 *',
      ...settings,
    },
  });
}

const ended = (instance: { runtimeStatus: string } | null) =>
  instance && ['Completed', 'Failed', 'Terminated'].includes(instance.runtimeStatus) ? instance : null;

/** A night and a sweep, an inspection, a verification, and events of both kinds of topic. */
async function proveInEveryWay(stack: TestStack): Promise<RunAnswer> {
  const night = `fleet-${new Date().toISOString().slice(0, 10)}`;
  await fire(stack, 'everyNightProveFleet');
  expect(await until(async () => ended(await readInstance(stack, night)))).toMatchObject({
    runtimeStatus: 'Completed',
  });
  const host = stack.host().ready;
  const rolled = {
    id: 'e1',
    name: 'NodePoolRollingSucceeded',
    data: { nodePoolName: 'kata' },
    at: new Date().toISOString(),
  };
  expect(await postEvents(host, 'onClusterEvent', [clusterEvent(stack.clusterBody, rolled)])).toBe(202);
  const written = resourceEvent(stack.clusterBody, { id: 'e2', poolName: 'kata', by: somebody });
  expect(await postEvents(host, 'onResourceChanged', [written])).toBe(202);
  await waitUntilIdle(host);
  const { subscriptionId: id, resourceGroup, name } = stack.clusterBody;
  await stack.call(`/api/clusters/${id}/${resourceGroup}/${name}/inspect`, {});
  const verification = await stack.call<{ id: string }>('/api/verifications', { cluster: stack.clusterBody });
  const run = await readUntilEnded(stack, verification.id);
  await fire(stack, 'everyHourSweep');
  expect(await until(async () => ended(await readInstance(stack, 'sweep')))).toMatchObject({
    runtimeStatus: 'Completed',
  });
  return run;
}

async function provision(stack: TestStack, preflight: 'enforce' | 'skip' = 'enforce'): Promise<RunAnswer> {
  const { id } = await stack.call<{ id: string }>('/api/provisionings', {
    cluster: stack.clusterBody,
    nodePool: { name: 'extra', count: 1 },
    cleanup: 'always-delete',
    preflight,
  });
  return readUntilEnded(stack, id);
}

function used(
  { checks }: RecordedAccess,
  by: 'resource-manager' | 'azure-rbac',
): { used: string[]; refused: string[] } {
  const of = (allowed: boolean) => checks.filter((check) => check.by === by && check.allowed === allowed);
  const names = (allowed: boolean) => [...new Set(of(allowed).map(({ operation }) => operation))].sort();
  return { used: names(true), refused: names(false) };
}

/** What happens only when something has gone wrong, or in a namespace of the cluster's owners; test/kubernetes/access.test.ts shows that it is needed. */
const rare = ['batch/jobs/delete', 'pods/delete', 'events/read'].map(
  (name) => `Microsoft.ContainerService/managedClusters/${name}`,
);

function expectKubernetesRights(record: RecordedAccess): void {
  const { used: made, refused } = used(record, 'azure-rbac');
  const given = [...readRole('kubernetes').DataActions].sort();
  expect(refused).toEqual([]);
  expect([...new Set([...made, ...rare])].sort()).toEqual(given);
}

describe('a provisioner', () => {
  let stack: TestStack;
  let record: RecordedAccess;
  const runs: RunAnswer[] = [];

  beforeAll(async () => {
    stack = await start(
      [
        ['provisioner', `/subscriptions/${subscriptionId}`],
        ['preflight', `/subscriptions/${subscriptionId}`],
        ['kubernetes', demo],
      ],
      {},
    );
    runs.push(await provision(stack), await proveInEveryWay(stack));
    record = await stack.accessRecord();
  });
  afterAll(() => stack?.stop());

  test('proves and cleans up', () => {
    expect(runs.map(({ status, result }) => [status, result?.verdict])).toEqual([
      ['Succeeded', 'isolated'],
      ['Succeeded', 'isolated'],
    ]);
  });

  test('uses each right of its roles, and needs no other', () => {
    expect(used(record, 'resource-manager')).toEqual({
      used: [...readRole('provisioner').Actions, ...readRole('preflight').Actions].sort(),
      refused: [],
    });
    expectKubernetesRights(record);
  });

  test('writes to pools below the clusters that it was given, and in clusters to objects of its own', () => {
    const writes = record.checks.filter(
      ({ by, operation }) => by === 'resource-manager' && /(write|delete)$/.test(operation),
    );
    expect(new Set(writes.map(({ scope }) => scope))).toEqual(new Set([`${demo}/agentPools/extra`]));
    expect(record.writes.length).toBeGreaterThan(10);
    expect(record.writes.filter(({ labels }) => labels['app.kubernetes.io/managed-by'] !== 'kataproof')).toEqual([]);
  });
});

describe('a verifier', () => {
  let stack: TestStack;
  const verifier = [...readRole('verifier').Actions].sort();

  beforeAll(async () => {
    stack = await start(
      [
        ['verifier', fleet],
        ['kubernetes', demo],
      ],
      { KATAPROOF_FLEET_RESOURCE_GROUPS: 'fleet' },
    );
  });
  afterAll(() => stack?.stop());

  test('proves in every way with the rights of its role in one resource group', async () => {
    expect(await proveInEveryWay(stack)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
    const { used: made, refused } = used(await stack.accessRecord(), 'resource-manager');
    expect(refused).toEqual([]);
    expect(verifier).toEqual(expect.arrayContaining(made));
  });

  // Then it looks whether there is a pool to remove, which is what its right to read pools is for.
  test('is told by Azure and by us what is missing when it is asked to provision, leaves nothing, and has used all its rights', async () => {
    const warned = await provision(stack);
    expect(warned).toMatchObject({ status: 'Failed', error: { code: 'PreflightFailed' } });
    expect(warned.error?.message).toMatch(/agentPools\/write.*the role "Kataproof Provisioner"/);
    const run = await provision(stack, 'skip');
    expect(run).toMatchObject({ status: 'Succeeded', result: { verdict: 'inconclusive', cleanup: { pool: 'none' } } });
    expect(run.result?.reason).toMatch(
      /This app may not create node pools in demo: it needs the role "Kataproof Provisioner"/,
    );
    expect(run.result?.reason).toContain(
      "perform action 'Microsoft.ContainerService/managedClusters/agentPools/write'",
    );
    const { used: made, refused } = used(await stack.accessRecord(), 'resource-manager');
    expect(refused).toEqual(
      ['Microsoft.ContainerService/managedClusters/agentPools/write', ...readRole('preflight').Actions].sort(),
    );
    expect(made).toEqual(verifier);
  });
});

describe('a verifier of single clusters', () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await start(
      [
        ['verifier', demo],
        ['kubernetes', demo],
      ],
      { KATAPROOF_ALLOWED_SCOPES: demo },
    );
  });
  afterAll(() => stack?.stop());

  test('needs no right above them, by night or day', async () => {
    expect(await proveInEveryWay(stack)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
    const { value } = await stack.call<{ value: { poolName: string; verdict: string }[] }>('/api/postures');
    expect(value.map(({ poolName, verdict }) => [poolName, verdict])).toEqual([['kata', 'isolated']]);
    expect(used(await stack.accessRecord(), 'resource-manager').refused).toEqual([]);
  });
});
