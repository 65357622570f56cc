import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HostReady } from '../../scripts/local-stack/start-local-stack.ts';
import type { RunSummaryAnswer } from '../../shared/api/answers/run-schemas.ts';
import { fingerprintOf, requestKey } from '../../shared/api/repeatable-request.ts';
import { provisioningSchema } from '../../shared/api/request-schemas.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import { createRunClaims } from '../../shared/storage/tables-run-claims.ts';
import { eventually } from '../support/eventually.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

let stack: TestStack;
let hosts: HostReady[];
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
  hosts = [stack.host().ready, (await stack.startOtherHost('green')).ready];
});
afterAll(() => stack?.stop());

interface Answered {
  status: number;
  headers: Headers;
  body: RunSummaryAnswer & { error: { code: string } | null };
}

async function post(
  host: HostReady | undefined,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Answered> {
  const response = await fetch(`${host?.baseUrl}/api/${path}`, {
    method: 'POST',
    headers: { 'x-functions-key': host?.masterKey ?? '', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answered['body'] };
}

const provisioning = (name: string) => ({ cluster: stack.clusterBody, nodePool: { name }, cleanup: 'keep' });
const firstSent = () => ({ 'Repeatability-First-Sent': new Date().toUTCString() });

describe('a request with an id', () => {
  test('that comes 200 times at once, at two hosts, starts one run that makes one pool', async () => {
    const headers = { 'Operation-Id': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => post(hosts[n % 2], 'provisionings', headers, provisioning('storm'))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const [id = '', ...others] = new Set(answers.map(({ body }) => body.id));
    expect(others).toEqual([]);
    expect(await readUntilEnded(stack, id)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
    const puts = (await stack.armRequests()).filter(
      ({ method, path }) => method === 'PUT' && path.toLowerCase().endsWith('/agentpools/storm'),
    );
    expect(puts).toHaveLength(1);
    const { value } = await stack.call<{ value: RunSummaryAnswer[] }>('/api/runs');
    expect(value.map((run) => run.id)).toEqual([id]);
  });

  test('is answered with its run after that has ended, and in another notation', async () => {
    const headers = { 'Repeatability-Request-ID': randomUUID(), ...firstSent() };
    const { subscriptionId, resourceGroup, name } = stack.clusterBody;
    const first = await post(hosts[0], 'verifications', headers, { nodePool: 'storm', cluster: stack.clusterBody });
    expect([first.status, first.headers.get('repeatability-result')]).toEqual([202, 'accepted']);
    await readUntilEnded(stack, first.body.id);
    const cluster = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
    const again = await post(hosts[1], 'verifications', headers, { cluster, nodePool: 'storm' });
    expect(again.status).toBe(202);
    expect(again.headers.get('operation-location')).toBe(`${hosts[1]?.baseUrl}/api/runs/${first.body.id}`);
    expect(again.body).toMatchObject({ id: first.body.id, status: 'Succeeded' });
    const loud = { subscriptionId, resourceGroup: resourceGroup.toUpperCase(), name: name.toUpperCase() };
    const asLoud = await post(hosts[1], 'verifications', headers, { cluster: loud, nodePool: 'storm' });
    expect([asLoud.status, asLoud.body.id]).toEqual([202, first.body.id]);
  });

  test('and another body or operation is refused, and starts nothing', async () => {
    const headers = { 'Operation-Id': `build-${randomUUID()}` };
    const asked = { cluster: stack.clusterBody, nodePool: 'storm' };
    const first = await post(hosts[0], 'verifications', headers, asked);
    const others = [
      await post(hosts[1], 'verifications', headers, { cluster: stack.clusterBody }),
      await post(hosts[0], 'provisionings', headers, provisioning('storm')),
    ];
    for (const { status, body, headers: answered } of others)
      expect([status, body.error?.code, answered.get('x-ms-error-code')]).toEqual([
        409,
        'RequestIdReused',
        'RequestIdReused',
      ]);
    const { value } = await stack.call<{ value: RunSummaryAnswer[] }>('/api/runs?maxpagesize=1');
    expect(value.map(({ id }) => id)).toEqual([first.body.id]);
  });

  test('that was refused has used up no id', async () => {
    const headers = { 'Operation-Id': randomUUID() };
    const nowhere = { cluster: { ...stack.clusterBody, name: 'nowhere' } };
    expect((await post(hosts[0], 'verifications', headers, nowhere)).status).toBe(404);
    expect((await post(hosts[0], 'verifications', headers, { cluster: stack.clusterBody })).status).toBe(202);
    const repeatable = { 'Repeatability-Request-ID': randomUUID(), ...firstSent() };
    const refused = await post(hosts[0], 'verifications', repeatable, nowhere);
    expect([refused.status, refused.headers.get('repeatability-result')]).toEqual([404, 'accepted']);
    const other = await post(hosts[0], 'verifications', repeatable, { cluster: stack.clusterBody });
    expect([other.status, other.headers.get('repeatability-result')]).toEqual([202, 'accepted']);
    const reused = await post(hosts[0], 'verifications', repeatable, nowhere);
    expect([reused.status, reused.headers.get('repeatability-result')]).toEqual([409, 'rejected']);
  });

  test('is refused when the id, or the time of its first sending, is none', async () => {
    const body = { cluster: stack.clusterBody };
    const id = { 'Repeatability-Request-ID': randomUUID() };
    const longAgo = { 'Repeatability-First-Sent': new Date(Date.now() - 2 * 86_400_000).toUTCString() };
    const seen = [];
    for (const headers of [id, { ...id, ...longAgo }, { 'Repeatability-Request-ID': 'mine', ...firstSent() }]) {
      const answer = await post(hosts[0], 'verifications', headers, body);
      seen.push([answer.status, answer.body.error?.code, answer.headers.get('repeatability-result')]);
    }
    expect(seen).toEqual([
      [400, 'InvalidHeader', 'rejected'],
      [412, 'RepeatabilityWindowExpired', 'rejected'],
      [400, 'InvalidHeader', 'rejected'],
    ]);
  });

  test('whose first host died before it had recorded the run is started by whoever comes next', async () => {
    const id = { header: 'Operation-Id', id: randomUUID() } as const;
    const body = { ...provisioning('orphan'), cleanup: 'always-delete' };
    const claims = createRunClaims({
      ...{ ...stack.storage, tablesEndpoint: null },
      credential: { getToken: async () => null },
    });
    const runId = createRunId(Date.now(), 'ab12cd34ef');
    const asked = { params: undefined, body: provisioningSchema.parse(body) };
    await claims.claimRun(requestKey(id), {
      ...{ runId, at: new Date().toISOString(), fingerprint: fingerprintOf('startProvisioning', asked) },
    });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => post(hosts[n % 2], 'provisionings', { [id.header]: id.id }, body)),
    );
    expect(answers.map((answer) => [answer.status, answer.body.id])).toEqual(answers.map(() => [202, runId]));
    expect(await readUntilEnded(stack, runId)).toMatchObject({ status: 'Succeeded', result: { verdict: 'isolated' } });
  });
});

describe('a run that was deleted', () => {
  test('leaves nothing that counts for the next one: not its id, not its hold on the pool, not its approval', async () => {
    const ids = ['first', 'follower'].map((name) => ({ 'Operation-Id': `${name}-${randomUUID()}` }));
    const body = { ...provisioning('anew'), cleanup: 'always-delete', approval: 'required' };
    const asked = [];
    for (const id of ids) asked.push((await post(hosts[0], 'provisionings', id, body)).body.id);
    const [old = '', follower] = asked;
    expect(follower).toBe(old);
    await eventually('the run waits for approval', async () => {
      const { status } = await post(hosts[0], `runs/${old}/approve`, {}, {});
      return status === 202 ? true : undefined;
    });
    expect(await readUntilEnded(stack, old)).toMatchObject({ status: 'Succeeded', approval: { state: 'approved' } });
    const { baseUrl = '', masterKey = '' } = hosts[0] ?? {};
    const gone = await fetch(`${baseUrl}/api/runs/${old}`, {
      method: 'DELETE',
      headers: { 'x-functions-key': masterKey },
    });
    expect(gone.status).toBe(204);
    const others = await Promise.all([1, 1, 1].map((at) => post(hosts[0], 'provisionings', ids[at] ?? {}, body)));
    const [fresh = '', ...more] = new Set(others.map((answer) => answer.body.id));
    expect([others.map(({ status }) => status), more]).toEqual([[202, 202, 202], []]);
    expect(fresh).not.toBe(old);
    const state = await eventually('the new run waits', async () => {
      return (await stack.call<RunSummaryAnswer>(`/api/runs/${fresh}`)).approval?.state;
    });
    expect(state).toBe('waiting');
    expect((await post(hosts[0], `runs/${fresh}/cancel`, {}, {})).status).toBe(202);
    expect(await readUntilEnded(stack, fresh)).toMatchObject({ status: 'Canceled', error: { code: 'Canceled' } });
  });

  test('holds its pool for nobody, whatever is asked for next', async () => {
    const first = await post(hosts[0], 'provisionings', {}, { ...provisioning('freed'), cleanup: 'always-delete' });
    await readUntilEnded(stack, first.body.id);
    const { baseUrl = '', masterKey = '' } = hosts[0] ?? {};
    const headers = { 'x-functions-key': masterKey };
    await fetch(`${baseUrl}/api/runs/${first.body.id}`, { method: 'DELETE', headers });
    const next = await post(hosts[0], 'provisionings', {}, { ...provisioning('freed'), cleanup: 'delete-on-failure' });
    expect([next.status, next.body.error]).toEqual([202, null]);
    expect(next.body.id).not.toBe(first.body.id);
    await readUntilEnded(stack, next.body.id);
  });
});
