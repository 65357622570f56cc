import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunAnswer } from '../../scripts/demo/api.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/stack.ts';

let stack: TestStack;
let good: Record<string, unknown>;

beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy' });
  good = { cluster: stack.clusterBody, nodePool: { name: 'kata' }, cleanup: 'always-delete' };
}, 60_000);
afterAll(() => stack.stop());

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  error: { code: string; message: string; details?: { target?: string; message: string }[] };
}

interface Request {
  method?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  key?: string | null;
  type?: string;
}

async function send(path: string, request: Request = {}): Promise<Answer> {
  const { baseUrl, masterKey } = stack.host().ready;
  const { method = 'GET', body, key = masterKey, type = 'application/json' } = request;
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { 'content-type': type, ...(key === null ? {} : { 'x-functions-key': key }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const parsed = (text.startsWith('{') ? JSON.parse(text) : {}) as { error?: Answer['error'] };
  return { status: response.status, headers: response.headers, text, error: parsed.error ?? { code: '', message: '' } };
}

const post = (path: string, body: unknown) => send(path, { method: 'POST', body: JSON.stringify(body) });
const runIds = async () => (await stack.call<{ value: { id: string }[] }>('/api/runs')).value.map((run) => run.id);

describe('a bad provisioning request starts nothing and says what to do', () => {
  const withPool = (change: object) => ({ ...good, nodePool: { name: 'kata', ...change } });
  const cases: [string, () => unknown, number, string, RegExp][] = [
    ['an unknown field', () => ({ ...good, colour: 'red' }), 400, 'InvalidRequest', /colour/],
    ['a wrong type', () => withPool({ count: 'three' }), 400, 'InvalidRequest', /nodePool\.count/],
    ['no nodes', () => withPool({ count: 0 }), 400, 'InvalidRequest', /at least 1/],
    ['too many nodes', () => withPool({ count: 1001 }), 400, 'InvalidRequest', /nodePool\.count/],
    ['half a node', () => withPool({ count: 1.5 }), 400, 'InvalidRequest', /nodePool\.count/],
    ['a pool name that AKS refuses', () => withPool({ name: 'Kata-Pool' }), 400, 'InvalidRequest', /nodePool\.name/],
    ['a size that is none', () => withPool({ vmSize: 'big' }), 400, 'InvalidRequest', /vmSize/],
    [
      'a size that cannot nest',
      () => withPool({ vmSize: 'Standard_B2s' }),
      400,
      'VmSizeNotSupported',
      /Try Standard_D4s_v5/,
    ],
    ['a taint that is none', () => withPool({ nodeTaints: ['sandbox'] }), 400, 'InvalidRequest', /key=value:Effect/],
    [
      'a reserved label',
      () => withPool({ nodeLabels: { 'kubernetes.azure.com/x': 'y' } }),
      400,
      'InvalidRequest',
      /reserved/,
    ],
    ['an unknown policy', () => ({ ...good, cleanup: 'maybe' }), 400, 'InvalidRequest', /cleanup/],
    ['no cluster', () => ({ nodePool: { name: 'kata' } }), 400, 'InvalidRequest', /cluster/],
    [
      'an id of another shape',
      () => ({ ...good, cluster: '/subscriptions/x' }),
      400,
      'InvalidRequest',
      /managedClusters/,
    ],
    [
      'a subscription that is no GUID',
      () => ({ ...good, cluster: { ...stack.clusterBody, subscriptionId: 'x' } }),
      400,
      'InvalidRequest',
      /GUID/,
    ],
    [
      'a cluster that does not exist',
      () => ({ ...good, cluster: { ...stack.clusterBody, name: 'nowhere' } }),
      404,
      'ClusterNotFound',
      /nowhere/,
    ],
    ['the name of an ordinary pool', () => withPool({ name: 'system' }), 409, 'NodePoolDiffers', /choose another name/],
  ];

  test.each(cases)('%s', async (_, body, status, code, words) => {
    const before = await runIds();
    const answer = await post('/api/provisionings', body());
    expect({ status: answer.status, code: answer.error.code }).toEqual({ status, code });
    expect(`${answer.error.message} ${JSON.stringify(answer.error.details ?? [])}`).toMatch(words);
    expect(await runIds()).toEqual(before);
  });

  test('every wrong field is named, not only the first', async () => {
    const answer = await post('/api/provisionings', { ...good, nodePool: { name: 'X', count: -1 }, extra: 1 });
    expect(answer.error.details?.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['malformed JSON', { body: '{"cluster":' }, 400, 'MalformedJson'],
    ['no body', {}, 400, 'MissingRequestBody'],
    ['bytes that are no UTF-8', { body: new Uint8Array([0xff, 0xfe, 0x7b]) }, 400, 'MalformedJson'],
    ['an oversize body', { body: JSON.stringify({ filler: 'x'.repeat(70_000) }) }, 413, 'RequestBodyTooLarge'],
    ['another media type', { body: '<a/>', type: 'application/xml' }, 415, 'UnsupportedMediaType'],
  ])('%s', async (_, request, status, code) => {
    const answer = await send('/api/provisionings', { method: 'POST', ...request });
    expect({ status: answer.status, code: answer.error.code }).toEqual({ status, code });
  });

  test('nothing was created in Azure by any of them', async () => {
    expect((await stack.armRequests()).filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

describe('a bad verification request', () => {
  test.each([
    ['an unknown pool', { nodePool: 'nope' }, 404, 'NodePoolNotFound'],
    ['an ordinary pool', { nodePool: 'system' }, 400, 'NotAKataPool'],
    ['an unknown field', { pool: 'kata' }, 400, 'InvalidRequest'],
  ])('%s', async (_, change, status, code) => {
    const answer = await post('/api/verifications', { cluster: stack.clusterBody, ...change });
    expect({ status: answer.status, code: answer.error.code }).toEqual({ status, code });
  });
});

describe('keys and methods', () => {
  test.each([
    ['POST', '/api/provisionings'],
    ['POST', '/api/verifications'],
    ['GET', '/api/runs'],
    ['GET', '/api/runs/x'],
    ['POST', '/api/runs/x/cancel'],
  ])('%s %s asks for a function key', async (method, path) => {
    expect((await send(path, { method, key: null })).status).toBe(401);
    expect((await send(path, { method, key: 'wrong' })).status).toBe(401);
  });

  test.each([
    ['GET', '/api/provisionings'],
    ['DELETE', '/api/runs/x'],
    ['GET', '/api/nowhere'],
  ])('%s %s does not exist', async (method, path) => {
    expect((await send(path, { method })).status).toBe(404);
  });
});

describe('runs', () => {
  test.each(['x', '0000000000000-0123456789', "'%20or%201%20eq%201"])('%s is not found', async (id) => {
    const answer = await send(`/api/runs/${id}`);
    expect({ status: answer.status, code: answer.error.code }).toEqual({ status: 404, code: 'RunNotFound' });
  });

  test.each(['limit=0', 'limit=x', 'limit=201', 'colour=red', 'continuation=%25%25'])(
    'a page with %s is refused',
    async (query) => {
      expect((await send(`/api/runs?${query}`)).status).toBe(400);
    },
  );

  test('a good request is accepted with a URL of our own, proven, and its pool used again by a second one', async () => {
    const answer = await post('/api/provisionings', { ...good, cleanup: 'keep' });
    expect(answer.status).toBe(202);
    const accepted = JSON.parse(answer.text) as RunAnswer;
    expect(answer.headers.get('location')).toBe(accepted.url);
    expect(answer.headers.get('operation-location')).toBe(accepted.url);
    expect(answer.text).not.toMatch(/runtime\/webhooks|code=/);

    const first = await readUntilEnded(stack, accepted.id);
    expect(first).toMatchObject({ status: 'done', verdict: 'isolated', cleanup: { result: { pool: 'kept' } } });
    expect(first.timeline.map((line) => line.at)).toEqual(first.timeline.map((line) => line.at).toSorted());

    const second = await stack.call<RunAnswer>('/api/provisionings', good);
    const ended = await readUntilEnded(stack, second.id);
    expect(ended).toMatchObject({ verdict: 'isolated', cleanup: { result: { pool: 'not-ours' } } });
    const puts = (await stack.armRequests()).filter(({ method, status }) => method === 'PUT' && status < 300);
    expect(puts).toHaveLength(1);
  }, 60_000);

  test('an existing pool is verified, by its ARM id in any case, and listed newest first', async () => {
    const { subscriptionId, resourceGroup, name } = stack.clusterBody;
    const id = `/SUBSCRIPTIONS/${subscriptionId}/resourcegroups/${resourceGroup.toUpperCase()}/providers/microsoft.containerservice/managedclusters/${name}`;
    const started = await stack.call<RunAnswer>('/api/verifications', { cluster: id });
    const ended = await readUntilEnded(stack, started.id);
    expect(ended).toMatchObject({
      verdict: 'isolated',
      pools: [{ poolName: 'kata', nodesPresent: 1, nodesProven: 1 }],
    });
    expect((await runIds())[0]).toBe(started.id);
    const page = await stack.call<{ value: unknown[]; nextLink?: string }>('/api/runs?limit=1');
    expect(page.value).toHaveLength(1);
    expect(page.nextLink).toMatch(/continuation=/);
  }, 60_000);

  test("an ordinary pod's kernel command line stays out of what callers see", async () => {
    const { value } = await stack.call<{ value: { id: string }[] }>('/api/runs?limit=1');
    const run = await stack.call<RunAnswer>(`/api/runs/${value[0]?.id}`);
    expect(JSON.stringify(run)).not.toMatch(/root=PARTUUID|"commandLine"/);
    expect(run.nodes[0]?.evidence.ordinary?.evidence).toMatchObject({ report: { kataCommandLine: false } });
  });

  test('a run is cancelled, cleans up and says so; a second cancel is refused', async () => {
    const started = await stack.call<RunAnswer>('/api/provisionings', { ...good, nodePool: { name: 'brief' } });
    await stack.call(`/api/runs/${started.id}/cancel`, {});
    const ended = await readUntilEnded(stack, started.id);
    expect(ended).toMatchObject({ status: 'cancelled', verdict: 'inconclusive' });
    expect(['removed', 'none']).toContain(ended.cleanup.result?.pool);
    const again = await send(`/api/runs/${started.id}/cancel`, { method: 'POST', body: '{}' });
    expect({ status: again.status, code: again.error.code }).toEqual({ status: 409, code: 'RunEnded' });
  }, 60_000);
});

test('no token, kubeconfig or signed URL reaches the history of orchestrations, logs or tables', async () => {
  const { readFileSync, readdirSync } = await import('node:fs');
  const { join } = await import('node:path');
  const folders = [stack.logDirectory, join(stack.logDirectory, '..', 'functions')];
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const kept = files
    .filter((file) => !file.endsWith('keys.json'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(kept.length).toBeGreaterThan(10_000);
  for (const secret of [
    /eyJ[\w-]{10,}\.[\w-]{10,}\./,
    /certificate-authority-data/,
    /[?&]t=[^&\s]+&c=[^&\s]+&s=/,
    /BEGIN CERTIFICATE/,
  ])
    expect(kept).not.toMatch(secret);
});
