import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NodeResult } from '../../shared/api/answers/evidence-schemas.ts';
import type { RunAnswer, RunSummaryAnswer } from '../../shared/api/answers/run-schemas.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import { createRunClaims } from '../../shared/storage/tables-run-claims.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { sampleNode, sampleRun } from '../support/samples/sample-runs.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
});
afterAll(() => stack?.stop());

async function ask(path: string, { method = 'GET', body, headers = {}, key = true }: Asked = {}) {
  const { baseUrl, masterKey } = stack.host().ready;
  const response = await fetch(`${baseUrl}/api/${path}`, {
    method,
    headers: { ...(key && { 'x-functions-key': masterKey }), 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

interface Asked {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  key?: boolean;
}

const start = async (name: string, headers = {}) => {
  const body = { cluster: stack.clusterBody, nodePool: { name }, cleanup: 'always-delete' };
  return (await ask('provisionings', { method: 'POST', body, headers })).json().id as string;
};

/** Hears a run to its end as a client of Server-Sent Events does; returns the texts of all answers. */
async function hearAll(id: string): Promise<string> {
  let heard = '';
  for (let last: string | null = null; ; ) {
    const answer = await ask(`runs/${id}/events`, { headers: last === null ? {} : { 'Last-Event-ID': last } });
    if (answer.status === 204) return heard;
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(answer.text).toMatch(/^retry: \d+\n\n/);
    heard += answer.text;
    last = [...answer.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? last;
  }
}

describe('a run over HTTP', () => {
  test('is heard from its first line to its end, each line once, and then no more', async () => {
    const id = await start('heard');
    const heard = await hearAll(id);
    const { timeline, result } = await readUntilEnded(stack, id);
    const steps = [...heard.matchAll(/^event: timeline\nid: .*\ndata: (.*)$/gm)].map(([, data = '']) =>
      JSON.parse(data),
    );
    const inOrder = (lines: { at: string; step: string }[]) => lines.map(({ at, step }) => `${at} ${step}`).sort();
    expect(inOrder(steps)).toEqual(inOrder(timeline));
    const ends = [...heard.matchAll(/^event: end\nid: end\ndata: (.*)$/gm)];
    expect(ends).toHaveLength(1);
    const { nodes: _nodes, ...outcome } = result ?? { nodes: [] };
    expect(JSON.parse(ends[0]?.[1] ?? '')).toMatchObject({ id, status: 'Succeeded', result: outcome });
  });

  test('is found by filters, page by page, with links that keep them', async () => {
    const id = await start('listed');
    await readUntilEnded(stack, id);
    const filter = "kind eq 'provisioning' and status eq 'Succeeded' and verdict eq 'isolated'";
    const found: string[] = [];
    for (let next = `/api/runs?maxpagesize=1&code=KEY&filter=${encodeURIComponent(filter)}`; next; ) {
      const page = await stack.call<{ value: RunSummaryAnswer[]; nextLink?: string }>(next);
      expect(page.value.length).toBeLessThanOrEqual(1);
      found.push(...page.value.map((run) => run.id));
      const link = page.nextLink && new URL(page.nextLink);
      if (link) expect([link.searchParams.get('filter'), link.searchParams.get('code')]).toEqual([filter, null]);
      next = link ? link.pathname + link.search : '';
    }
    expect(found[0]).toBe(id);
    expect(new Set(found).size).toBe(found.length);
    const none = await ask(`runs?filter=${encodeURIComponent("verdict eq 'suspect'")}`);
    expect(none.json().value).toEqual([]);
  });

  test('is deleted when it has ended, with all that is its own; before that it is refused', async () => {
    const id = await start('deleted', { 'Operation-Id': 'delete-me' });
    const early = await ask(`runs/${id}`, { method: 'DELETE' });
    expect([early.status, early.json().error.code]).toEqual([409, 'RunNotEnded']);
    await readUntilEnded(stack, id);
    const deleted = await ask(`runs/${id}`, { method: 'DELETE' });
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const [path, method] of [
      [`runs/${id}`, 'GET'],
      [`runs/${id}/events`, 'GET'],
      [`runs/${id}`, 'DELETE'],
    ] as const)
      expect((await ask(path, { method })).status).toBe(404);
    const claims = createRunClaims({
      ...{ ...stack.storage, tablesEndpoint: null },
      credential: { getToken: async () => null },
    });
    expect(await claims.readClaim('operation-id/delete-me')).toBeNull();
    const { value } = await stack.call<{ value: { poolName: string }[] }>('/api/postures');
    expect(value.map(({ poolName }) => poolName)).toContain('deleted');
  });
});

describe('an API behind a gateway', () => {
  test('is linked to by the address of the gateway, in every link of an answer', async () => {
    const api = 'https://gateway.example/kataproof/api';
    const { baseUrl, masterKey } = (await stack.startOtherHost('gateway', { KATAPROOF_PUBLIC_API_URL: `${api}/` }))
      .ready;
    const records = createRunRecords({
      ...{ ...stack.storage, tablesEndpoint: null },
      credential: { getToken: async () => null },
    });
    const ids = ['gate000001', 'gate000002'].map((suffix) => createRunId(Date.now(), suffix));
    for (const id of ids)
      await records.createRun(sampleRun(id, { cluster: stack.clusterBody, startedAt: new Date().toISOString() }));
    const headers = { 'x-functions-key': masterKey, 'x-forwarded-host': 'evil.example' };
    const page = (await (await fetch(`${baseUrl}/api/runs/?maxpagesize=1&code=K`, { headers })).json()) as {
      value: RunSummaryAnswer[];
      nextLink: string;
    };
    expect(page.nextLink).toMatch(
      /^https:\/\/gateway\.example\/kataproof\/api\/runs\?maxpagesize=1&continuation=[\w-]+$/,
    );
    expect(page.value[0]?.url).toBe(`${api}/runs/${page.value[0]?.id}`);
    const cancelled = await fetch(`${baseUrl}/api/runs/${ids[0]}/cancel`, { method: 'POST', headers });
    expect([cancelled.status, cancelled.headers.get('operation-location')]).toEqual([202, `${api}/runs/${ids[0]}`]);
    const document = (await (await fetch(`${baseUrl}/api/openapi.json`)).json()) as { servers: object[] };
    expect(document.servers).toEqual([{ url: api }]);
    expect(await (await fetch(`${baseUrl}/api/nowhere`)).text()).toContain(`${api}/openapi.json has every operation`);
    for (const id of ids) await records.removeRun(id);
  });
});

describe('the nodes of a run that goes on', () => {
  test('are told as far as they are proven, a page at a time, as its result will tell them', async () => {
    const access = { ...stack.storage, tablesEndpoint: null, credential: { getToken: async () => null } };
    const records = createRunRecords(access);
    const runId = createRunId(Date.now(), 'goeson12');
    await records.createRun(sampleRun(runId, { cluster: stack.clusterBody, startedAt: new Date().toISOString() }));
    const names = [1, 2, 3].map((n) => `aks-kata-1-vmss00000${n}`);
    for (const name of names) await records.recordNode(runId, sampleNode(name));
    expect(await stack.call(`/api/runs/${runId}`)).toMatchObject({ endedDateTime: null, result: null });
    const first = await stack.call<{ value: NodeResult[]; nextLink: string }>(`/api/runs/${runId}/nodes?maxpagesize=2`);
    const second = (await (
      await fetch(first.nextLink, { headers: { 'x-functions-key': stack.host().ready.masterKey } })
    ).json()) as { value: NodeResult[] };
    expect([...first.value, ...second.value].map(({ nodeName }) => nodeName)).toEqual(names);
    expect(JSON.stringify(first)).not.toContain('commandLine');
    await records.updateRun(runId, { status: 'done', verdict: 'inconclusive', endedAt: new Date().toISOString() });
    const { result } = await stack.call<RunAnswer>(`/api/runs/${runId}`);
    expect(result?.nodes).toEqual([...first.value, ...second.value]);
  });
});

describe('the health of the app', () => {
  test('is told to anybody in one word', async () => {
    const { status, text } = await ask('health', { key: false });
    expect([status, text]).toEqual([200, '{"status":"up"}']);
  });

  test('is told in full to whoever has a key, without a secret', async () => {
    expect((await ask('health/details', { key: false })).status).toBe(401);
    const { status, text, json } = await ask('health/details');
    expect(status).toBe(200);
    expect(json()).toMatchObject({
      status: 'up',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      checks: ['storage', 'identity', 'resource-manager'].map((name) => ({ name, outcome: 'passed', message: null })),
      settings: { storage: 'connection string', authentication: 'function keys' },
    });
    expect(text).not.toMatch(/AccountKey|connection=|sig=|code=/i);
  });

  test('is told although what it depends on is down', async () => {
    const { baseUrl, masterKey } = await startWithoutStorage();
    const brief = await fetch(`${baseUrl}/api/health`);
    expect([brief.status, await brief.json()]).toEqual([503, { status: 'down' }]);
    const details = await fetch(`${baseUrl}/api/health/details`, { headers: { 'x-functions-key': masterKey } });
    const { status, checks } = (await details.json()) as { status: string; checks: { name: string; code: string }[] };
    expect([details.status, status]).toEqual([200, 'down']);
    expect(checks[0]).toMatchObject({ name: 'storage', outcome: 'failed' });
  });
});

/** Another host of the app, whose tables nobody serves; it ends with the stack. */
async function startWithoutStorage() {
  const connection = stack.storage.connectionString.replace(
    /TableEndpoint=[^;]+/,
    'TableEndpoint=http://127.0.0.1:9/x',
  );
  return (await stack.startOtherHost('stranded', { KATAPROOF_STORAGE_CONNECTION_STRING: connection })).ready;
}
