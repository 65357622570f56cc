import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import { eventually } from '../support/eventually.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { rightsFor } from '../support/roles/read-roles.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet';
const hub =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    access: rightsFor({}, { mayCreateClusters: true }),
    settings: {
      KATAPROOF_ALLOWED_SCOPES: group,
      KATAPROOF_ALLOWED_RESOURCE_SCOPES: hub,
      KATAPROOF_SWEEP_SCHEDULE: '0 0 0 1 1 *',
    },
  });
});
afterAll(() => stack?.stop());

const named = (name: string) => ({ ...stack.clusterBody, name });
const asking = (name: string, more: object = {}) => ({
  ...{ cluster: named(name), newCluster: { location: 'westeurope' }, nodePool: { name: 'kata' } },
  ...{ cleanup: 'always-delete', ...more },
});

async function post(path: string, body: object) {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'content-type': 'application/json', 'x-functions-key': masterKey };
  const answer = await fetch(`${baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Refused };
}

interface Refused {
  error: { code: string; message: string; details?: { target: string; message: string }[] };
}

/** Everything but reads that Azure was asked for about a cluster itself. */
const writes = async (name: string) =>
  (await stack.armRequests()).filter(
    ({ method, path }) => method !== 'GET' && path.endsWith(`/managedClusters/${name}`),
  );

/** Does what somebody else does who owns the subscription. */
async function patchTags(name: string, tags: object): Promise<void> {
  const { settings, ownerToken } = stack.emulator;
  const id = `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const { request } = await import('node:https');
  const { readFileSync } = await import('node:fs');
  const ca = readFileSync(settings['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
  const url = `${settings['AZURE_RESOURCE_MANAGER_ENDPOINT']}${id}?api-version=2026-06-01`;
  const headers = { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' };
  await new Promise<void>((resolve, reject) => {
    const call = request(url, { ca, headers, method: 'PATCH' }, (response) => {
      response
        .resume()
        .on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    call.once('error', reject).end(JSON.stringify({ tags }));
  });
}

const told = (run: RunAnswer, begin: string) => run.timeline.some(({ step }) => step.startsWith(begin));

async function startAndWaitFor(name: string, step: string, more: object = {}): Promise<string> {
  const { id } = await stack.call<RunAnswer>('/api/provisionings', asking(name, more));
  await eventually(step, async () => told(await stack.call<RunAnswer>(`/api/runs/${id}`), step) || undefined);
  return id;
}

describe('a body that refers to a resource outside of the allowed scopes', () => {
  const subnet = (network: string) => ({ name: 'kata', vnetSubnetID: `${network}/subnets/nodes` });
  const elsewhere = hub.replace(/^\/subscriptions\/[^/]+/, '/subscriptions/99999999-9999-4999-8999-999999999999');

  test.each([
    ['/api/provisionings', { nodePool: subnet(elsewhere) }],
    ['/api/plans', { nodePool: subnet(`${hub}-2`) }],
    ['/api/preflights', { nodePool: subnet(elsewhere) }],
  ])('is refused by %s before Azure is asked', async (path, more) => {
    const before = (await stack.armRequests()).length;
    const refused = await post(path, { cluster: stack.clusterBody, ...more });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'ScopeNotAllowed']);
    expect(refused.body.error.details?.[0]?.target).toBe('nodePool.vnetSubnetID');
    expect((await stack.armRequests()).length).toBe(before);
  });

  test('is taken where the setting lets it be referred to', async () => {
    const planned = await post('/api/plans', { cluster: stack.clusterBody, nodePool: subnet(hub) });
    const notes = expect.arrayContaining([
      expect.stringMatching(/^This would fail now\. subnet: .*network that AKS manages/),
    ]);
    expect([planned.status, planned.body]).toEqual([200, expect.objectContaining({ notes })]);
  });
});

describe('the smallest request for a new cluster', () => {
  test('ends in a proof, and removes the cluster with everything in it, by one PUT and one DELETE', async () => {
    const { id } = await stack.call<RunAnswer>('/api/provisionings', asking('fresh'));
    const run = await readUntilEnded(stack, id);
    expect(run).toMatchObject({
      status: 'Succeeded',
      result: {
        ...{ verdict: 'isolated', createdCluster: true, createdPool: true },
        cleanup: { cluster: 'removed', pool: 'removed', namespace: 'removed', podPairs: 'removed', problems: [] },
      },
    });
    expect(run.preflight?.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(
      expect.arrayContaining(['new-cluster-place passed', 'new-cluster-rights passed', 'new-cluster-reach passed']),
    );
    expect((await writes('fresh')).map(({ method, status }) => `${method} ${status}`)).toEqual([
      'PUT 201',
      'DELETE 202',
    ]);
    expect(await findResidue(stack.emulator)).toEqual([]);
    // The subnet of the plan above is another story.
    const { checks } = await stack.accessRecord();
    expect(
      checks.filter(({ by, scope, allowed }) => by !== 'kubernetes-rbac' && !scope.startsWith(hub) && !allowed),
    ).toEqual([]);
  });
});

describe('a cluster that a run keeps', () => {
  test('stays, can be verified, and its name is taken', async () => {
    const { id } = await stack.call<RunAnswer>('/api/provisionings', asking('kept', { cleanup: 'delete-on-failure' }));
    expect((await readUntilEnded(stack, id)).result).toMatchObject({
      ...{ verdict: 'isolated', cleanup: { cluster: 'kept', pool: 'kept', namespace: 'removed' } },
    });
    const again = await post('/api/provisionings', asking('kept'));
    expect([again.status, again.body.error.code]).toEqual([409, 'ClusterExists']);
    const verification = await stack.call<RunAnswer>('/api/verifications', { cluster: named('kept') });
    expect((await readUntilEnded(stack, verification.id)).result?.verdict).toBe('isolated');
    expect((await writes('kept')).map(({ method }) => method)).toEqual(['PUT']);
  });
});

describe('a run that is cancelled while AKS makes its cluster', () => {
  test('removes the cluster', async () => {
    const id = await startAndWaitFor('halted', 'AKS is making cluster', { cleanup: 'delete-on-failure' });
    await post(`/api/runs/${id}/cancel`, {});
    expect(await readUntilEnded(stack, id)).toMatchObject({
      ...{ status: 'Canceled', result: { cleanup: { cluster: 'removed', pool: 'none' } } },
    });
    expect((await writes('halted')).map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });
});

describe('a cluster that somebody takes over meanwhile', () => {
  test('is nobody’s to remove, and neither is its pool', async () => {
    const id = await startAndWaitFor('adopted', 'Node pool kata is ready');
    await eventually('the tag is gone', async () =>
      patchTags('adopted', { team: 'a' }).then(
        () => true,
        () => undefined,
      ),
    );
    expect((await readUntilEnded(stack, id)).result).toMatchObject({ cleanup: { cluster: 'not-ours', pool: 'kept' } });
    expect((await writes('adopted')).map(({ method }) => method)).not.toContain('DELETE');
  });
});

describe('a run that dies while AKS makes its cluster', () => {
  async function die(name: string, cleanup: string): Promise<RunAnswer> {
    const id = await startAndWaitFor(name, 'AKS is making cluster', { cleanup });
    const { baseUrl, masterKey } = stack.host().ready;
    const terminate = `/runtime/webhooks/durabletask/instances/${id}/terminate?reason=test&code=${masterKey}`;
    expect((await fetch(`${baseUrl}${terminate}`, { method: 'POST' })).status).toBe(202);
    await eventually('the sweep takes it', async () => {
      await post('/admin/functions/everyHourSweep', {});
      return (await stack.call<RunAnswer>(`/api/runs/${id}`)).endedDateTime ?? undefined;
    });
    return readUntilEnded(stack, id);
  }

  test('leaves none behind where it was to remove it', async () => {
    expect(await die('orphan', 'always-delete')).toMatchObject({
      ...{ status: 'Failed', result: { verdict: 'inconclusive', cleanup: { cluster: 'removed' } } },
    });
    expect((await writes('orphan')).map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });

  test('leaves it where it was to keep it', async () => {
    expect((await die('heritage', 'keep')).result).toMatchObject({ cleanup: { cluster: 'kept' } });
    expect((await writes('heritage')).map(({ method }) => method)).toEqual(['PUT']);
  });
});

describe('a request that cannot work is refused, with nothing asked of Azure but a look', () => {
  const newCluster = (change: object) => ({ newCluster: { location: 'westeurope', ...change } });
  test.each<[string, object, number, RegExp]>([
    [
      'a group that does not exist',
      {
        cluster: { ...{ subscriptionId: '11111111-1111-4111-8111-111111111111' }, resourceGroup: 'nowhere', name: 'x' },
      },
      403,
      /ScopeNotAllowed/,
    ],
    ['no location', { newCluster: {} }, 400, /newCluster\.location: is missing/],
    [
      'a location as people write it',
      newCluster({ location: 'West Europe' }),
      400,
      /newCluster\.location: must be the name/,
    ],
    [
      'local accounts off without Entra ID',
      newCluster({ aadProfile: null, disableLocalAccounts: true }),
      400,
      /disableLocalAccounts: must be false/,
    ],
    [
      'ranges on a private cluster',
      newCluster({ apiServerAccessProfile: { enablePrivateCluster: true, authorizedIPRanges: ['203.0.113.0/24'] } }),
      400,
      /authorizedIPRanges: must be left out/,
    ],
    [
      'an old OS SKU',
      newCluster({ systemPool: { osSKU: 'CBLMariner' } }),
      400,
      /osSKU: must not be CBLMariner: use AzureLinux/,
    ],
    [
      'overlay with a subnet of pods',
      {
        nodePool: { name: 'kata', podSubnetID: `${group}/providers/Microsoft.Network/virtualNetworks/v1/subnets/pods` },
      },
      400,
      /podSubnetID: must be left out/,
    ],
    ['one name for both pools', newCluster({ systemPool: { name: 'kata' } }), 400, /nodePool\.name: must differ/],
    [
      'a cluster in which this app could do nothing',
      newCluster({ aadProfile: { enableAzureRBAC: false } }),
      400,
      /ClusterNotProvable.*enableAzureRBAC/,
    ],
    ['a name that is taken', { cluster: 'demo' }, 409, /ClusterExists/],
  ])('%s', async (_what, change, status, words) => {
    const wanted = { ...asking('refused'), ...change };
    if (wanted.cluster === ('demo' as unknown)) wanted.cluster = named('demo');
    const answer = await post('/api/provisionings', wanted);
    const { code, message } = answer.body.error;
    expect([answer.status, `${code}: ${message}`]).toEqual([status, expect.stringMatching(words)]);
    expect(await writes('refused')).toEqual([]);
  });
});
