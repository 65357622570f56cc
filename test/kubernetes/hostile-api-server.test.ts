import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClusterCalls, type KubernetesDependencies } from '../../shared/kubernetes/cluster-calls.ts';
import { createKubernetesAdapters } from '../../shared/kubernetes/create-kubernetes-adapters.ts';
import { eventually, hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import {
  json,
  type ScriptedApiServer,
  startScriptedApiServer,
  status,
} from '../support/kubernetes/scripted-api-server.ts';
import { deployed, names, podOf } from '../support/kubernetes/scripted-pods.ts';
import { watchFor } from '../support/kubernetes/watch-for.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
let server: ScriptedApiServer;
beforeEach(async () => {
  server = await startScriptedApiServer();
});
afterEach(() => server.close());

function connect(limits: Partial<KubernetesDependencies> = {}) {
  const dependencies: KubernetesDependencies = {
    connections: { openConnection: async () => server.connection },
    requestTimeoutMs: hangMs,
    callTimeoutMs: hangMs,
    now: Date.now,
    ...limits,
  };
  return { ...createKubernetesAdapters(dependencies), call: createClusterCalls(dependencies) };
}

function listOf(kind: string, items: unknown, metadata: object = {}) {
  return { kind, apiVersion: 'v1', metadata, items };
}

const toRemove = { name: 'n', runId: 'run', uid: null, asked: false };

describe('a redirect', () => {
  let elsewhere: Server;
  let lured: string[] = [];
  // Calls that are under way at the end of a test are still answered then.
  let location = '';
  beforeEach(async () => {
    lured = [];
    elsewhere = createServer((request, response) => {
      lured.push(`${request.method} ${request.url}`);
      json(response, 200, { gitVersion: 'v1.36.1', ...listOf('NodeList', []) });
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/trap`;
  });
  afterEach(() => new Promise((resolve) => elsewhere.close(resolve)));

  test.each([301, 302, 303, 307, 308])('of status %i is followed by no call, and says so', async (code) => {
    server.answer((_, response) => response.writeHead(code, { location }).end());
    const { verification } = connect();
    const expected = { code: 'RedirectRefused', message: expect.stringContaining(`answered ${code}`) };
    expect(await failureOf(verification.checkReachable(cluster))).toMatchObject(expected);
    expect(await failureOf(verification.listNodes(cluster, null))).toMatchObject(expected);
    expect(await failureOf(verification.ensureNamespace(cluster, namespace))).toMatchObject(expected);
    expect(lured).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  test('within the API server is not followed either', async () => {
    server.answer(({ url }, response) =>
      url.includes('trap')
        ? json(response, 200, { gitVersion: 'v1.36.1' })
        : response.writeHead(307, { location: '/trap' }).end(),
    );
    expect(await failureOf(connect().verification.checkReachable(cluster))).toMatchObject({ code: 'RedirectRefused' });
    expect(server.requests).toEqual(['GET /version']);
  });

  test('of a watch is not followed', async () => {
    server.answer(({ url }, response) =>
      url.includes('watch=true')
        ? response.writeHead(302, { location }).end()
        : json(response, 200, listOf('PodList', [podOf('ordinary')], { resourceVersion: '1' })),
    );
    const { verification } = connect();
    const watches = () => server.requests.filter((request) => request.includes('watch=true'));
    while (watches().length === 0) await verification.watchPodPair(cluster, deployed, watchFor(300));
    expect(lured).toEqual([]);
  });
});

describe('an answer without end', () => {
  const answerBytes = 100_000;

  test.each([
    ['in one piece', { 'content-length': '300000000' }],
    ['in chunks', {}],
  ])('is not read to its end: %s', async (_how, headers) => {
    let sent = 0;
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(10_000))) sent += 10_000;
        sent += 10_000;
      };
      response.on('drain', more);
      more();
    });
    expect(await failureOf(connect({ answerBytes }).verification.checkReachable(cluster))).toMatchObject({
      code: 'AnswerTooLarge',
      message: expect.stringContaining('/version'),
      retryable: false,
    });
    // What fits into the buffers of the sockets was sent all the same.
    expect(sent).toBeLessThan(50_000_000);
  });

  test('that unfolds from a few bytes is not unfolded', async () => {
    const bomb = gzipSync(JSON.stringify({ gitVersion: 'v1', padding: ' '.repeat(5_000_000) }));
    server.answer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await failureOf(connect({ answerBytes }).verification.checkReachable(cluster))).toMatchObject({
      code: 'MalformedAnswer',
      message: expect.stringContaining('compressed'),
    });
  });

  test('of a refusal is not read either', async () => {
    server.answer((_, response) => response.writeHead(500).end('x'.repeat(200_000)));
    expect(await failureOf(connect({ answerBytes }).verification.checkReachable(cluster))).toMatchObject({
      code: 'AnswerTooLarge',
    });
  });

  test('of a watch ends the watch', async () => {
    const pod = JSON.stringify(podOf('sandboxed'));
    server.answer(({ url }, response) => {
      if (!url.includes('watch=true'))
        return json(response, 200, listOf('PodList', [podOf('ordinary')], { resourceVersion: '1' }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`{"type":"ADDED","object":${pod.slice(0, -1)},"x":"`);
      const more = () => {
        while (!response.destroyed && response.write('y'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    await connect({ answerBytes }).verification.watchPodPair(cluster, deployed, watchFor(300));
    expect(server.requests.filter((request) => request.includes('watch=true')).length).toBeGreaterThan(1);
  });

  test('in many pages has bytes and pages together', async () => {
    const page = (response: Parameters<typeof json>[0], continuation: number) =>
      json(response, 200, listOf('RuntimeClassList', [], { continue: `page-${continuation}` }));
    server.answer((_, response) => page(response, server.requests.length));
    expect(await failureOf(connect().verification.listRuntimeClasses(cluster))).toMatchObject({
      code: 'AnswerTooLarge',
      message: expect.stringContaining('400 pages'),
    });
    expect(server.requests).toHaveLength(400);
    const little = connect({ callBytes: 1000 }).verification;
    expect(await failureOf(little.listRuntimeClasses(cluster))).toMatchObject({ code: 'AnswerTooLarge' });
    expect(server.requests.length).toBeLessThan(420);
  });

  test.each([
    ['where it was', 'here'],
    ['with a book', 'x'.repeat(20_000)],
  ])('goes on %s: that is no list', async (_how, next) => {
    server.answer((_, response) => json(response, 200, listOf('RuntimeClassList', [], { continue: next })));
    expect(await failureOf(connect().verification.listRuntimeClasses(cluster))).toMatchObject({
      code: 'MalformedAnswer',
    });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });
});

describe('a step', () => {
  const late = { code: 'ClusterUnreachable', retryable: true };

  test.each<[string, (response: Parameters<typeof json>[0]) => void]>([
    ['answers nothing', () => undefined],
    ['never ends its headers', (response) => void response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: app')],
    [
      'never ends its answer',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('ends in time when the server %s', async (_what, answer) => {
    server.answer((_, response) => answer(response));
    const { verification, workloads } = connect({ callTimeoutMs: 60 });
    expect(await failureOf(verification.checkReachable(cluster))).toMatchObject(late);
    expect(await failureOf(workloads.inspectWorkloads(cluster))).toMatchObject(late);
    expect(await failureOf(verification.removeNamespace(cluster, toRemove, 0))).toMatchObject(late);
  });

  test('leaves no request behind, not even a watch that nobody answers', async () => {
    let open = 0;
    server.answer(({ url }, response) => {
      if (!url.includes('watch=true'))
        return json(response, 200, listOf('PodList', [podOf('ordinary')], { resourceVersion: '1' }));
      open++;
      response.on('close', () => open--);
    });
    const { verification } = connect({ watchIdleMs: hangMs });
    await verification.watchPodPair(cluster, deployed, watchFor(300));
    await eventually('the watch is closed', async () => (open === 0 ? true : undefined));
    expect(server.requests.some((request) => request.includes('watch=true'))).toBe(true);
  });

  test('ends in time with all its pages, however prompt each of them is', async () => {
    server.answer((_, response) =>
      json(response, 200, listOf('RuntimeClassList', [], { continue: `page-${server.requests.length}` })),
    );
    const { verification } = connect({ callTimeoutMs: 40 });
    expect(await failureOf(verification.listRuntimeClasses(cluster))).toMatchObject(late);
    expect(server.requests.length).toBeLessThan(400);
  });

  test.each<[string, Partial<KubernetesDependencies>]>([
    ['to be opened', { connections: { openConnection: () => new Promise(() => undefined) } }],
    [
      'its token',
      {
        connections: {
          openConnection: async () => ({ ...server.connection, readToken: () => new Promise<string>(() => undefined) }),
        },
      },
    ],
  ])('does not wait for ever for %s', async (_what, dependencies) => {
    const { verification } = connect({ callTimeoutMs: 40, ...dependencies });
    expect(await failureOf(verification.checkReachable(cluster))).toMatchObject(late);
  });
});

describe('an answer of another shape', () => {
  const page = '<html><title>Sign in</title></html>';
  const calls: [string, (adapters: ReturnType<typeof connect>) => Promise<unknown>][] = [
    ['the check before a run', ({ verification }) => verification.checkReachable(cluster)],
    ['a list of nodes', ({ verification }) => verification.listNodes(cluster, 'kata')],
    ['a node', ({ verification }) => verification.readNode(cluster, 'node-1')],
    ['the namespace to make', ({ verification }) => verification.ensureNamespace(cluster, namespace)],
    ['the namespace to remove', ({ verification }) => verification.removeNamespace(cluster, toRemove, 0)],
    ['the pair to remove', ({ verification }) => verification.removePodPair(cluster, { names, uids: null }, true)],
    ['the sweep', ({ verification }) => verification.removeExpired(cluster, new Date().toISOString(), null)],
    ['the inspection', ({ workloads }) => workloads.inspectWorkloads(cluster)],
  ];
  const bodies: [string, string, string][] = [
    ['a page', 'text/html; charset=utf-8', page],
    ['a page that claims to be JSON', 'application/json', page],
    ['nothing', 'application/json', ''],
    ['null', 'application/json', 'null'],
    ['an empty object', 'application/json', '{}'],
    ['a list', 'application/json', '[]'],
    ['a text', 'application/json', '"v1.36.1"'],
    ['the status of success', 'application/json', '{"kind":"Status","apiVersion":"v1","status":"Success"}'],
    ['another API', 'application/json', '{"error":null,"data":{"version":1}}'],
  ];

  test.each(calls)('is never believed by %s', async (_what, call) => {
    const adapters = connect();
    for (const [body, type, text] of bodies) {
      server.answer((_, response) => response.writeHead(200, { 'content-type': type }).end(text));
      const failure = await failureOf(call(adapters));
      expect({ body, failure }).toMatchObject({ body, failure: { code: 'MalformedAnswer', retryable: true } });
      expect(failure.message).toContain('The API server, or a proxy before it');
      expect(failure.message).not.toMatch(/authorized|Sign in/i);
    }
  });

  test.each([403, 404, 409, 410, 422])('with status %i is no word of the API server', async (code) => {
    server.answer((_, response) => response.writeHead(code, { 'content-type': 'text/html' }).end(page));
    const { verification } = connect();
    const malformed = { code: 'MalformedAnswer', message: expect.stringContaining(`answered ${code}`) };
    expect(await failureOf(verification.removeNamespace(cluster, toRemove, 0))).toMatchObject(malformed);
    expect(await failureOf(verification.readNode(cluster, 'node-1'))).toMatchObject(malformed);
    server.answer((_, response) => json(response, 404, status(404, 'NotFound', 'not found')));
    expect(await verification.removeNamespace(cluster, toRemove, 0)).toEqual({ state: 'absent', found: false });
  });

  test.each([
    ['items: null', null, 'items'],
    ['items that are an object', {}, 'items'],
    ['an item that is null', [null], 'NodeList.items[0] is null and not an object'],
    ['an item that is a text', ['node-1'], 'NodeList.items[0] is a string and not an object'],
    ['labels that are a list', [{ metadata: { labels: [] } }], 'metadata.labels is a list and not an object'],
    ['taints that are a text', [{ spec: { taints: 'none' } }], 'spec.taints is a string and not a list'],
    ['a boot id that is a number', [{ status: { nodeInfo: { bootID: 7 } } }], 'bootID is a number and not a string'],
    [
      'a time that is none',
      [{ metadata: { creationTimestamp: 'soon' } }],
      'creationTimestamp is a string and not a date',
    ],
    ['conditions that hold texts', [{ status: { conditions: ['Ready'] } }], 'conditions[0]'],
  ])('is told by the part that does not fit: %s', async (_what, items, part) => {
    server.answer((_, response) => json(response, 200, listOf('NodeList', items)));
    const failure = await failureOf(connect().verification.listNodes(cluster, null));
    expect(failure).toMatchObject({ code: 'MalformedAnswer', message: expect.stringContaining('/api/v1/nodes') });
    expect(failure.message).toContain(part);
  });

  test('is no use when it is nested without end', async () => {
    const deep = `{"gitVersion":"v1.36.1","none":null,"deep":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    server.answer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(deep));
    expect(await failureOf(connect().verification.checkReachable(cluster))).toMatchObject({ code: 'MalformedAnswer' });
  });

  test('means none where Kubernetes writes null for none', async () => {
    const pod = podOf('sandboxed');
    const [container] = pod.spec.containers;
    const nulls = { volumeMounts: null, volumeDevices: null, securityContext: null, resources: null };
    const spec = { ...pod.spec, volumes: null, initContainers: null, containers: [{ ...container, ...nulls }] };
    const metadata = { ...pod.metadata, labels: null, ownerReferences: null, annotations: { a: null } };
    server.answer(({ url }, response) => {
      const kind = `${url.includes('/pods') ? 'Pod' : url.includes('/nodes') ? 'Node' : url.includes('/namespaces') ? 'Namespace' : 'RuntimeClass'}List`;
      json(response, 200, listOf(kind, kind === 'PodList' ? [{ ...pod, metadata, spec }] : []));
    });
    const { pods } = await connect().workloads.inspectWorkloads(cluster);
    expect(pods).toMatchObject([{ labels: {}, hostPaths: [], devices: [], subPathContainers: [] }]);
  });

  test('in a watch is looked at again and never kills the watch', async () => {
    server.answer(({ url }, response) => {
      if (!url.includes('watch=true'))
        return json(response, 200, listOf('PodList', [podOf('ordinary')], { resourceVersion: '1' }));
      response.writeHead(200, { 'content-type': 'application/json' });
      for (const object of [null, 7, { metadata: [] }, { metadata: {}, status: { containerStatuses: {} } }])
        response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
    });
    const seen = await connect().verification.watchPodPair(cluster, deployed, watchFor(200));
    expect(seen.pair).toMatchObject({ state: 'running' });
    expect(server.requests.filter((request) => request.includes('watch=true')).length).toBeGreaterThan(1);
  });
});

describe('a slip of ours', () => {
  test.each([
    ['a TypeError', () => (undefined as unknown as { length: number }).length],
    ['an error with a code of Node', () => Buffer.from(7 as unknown as string)],
    ['a RangeError', () => 'x'.repeat(-1)],
  ])('is not told as the network’s: %s', async (_what, slip) => {
    server.answer((_, response) => json(response, 200, { gitVersion: 'v1.36.1' }));
    const failure = await failureOf(
      connect().call(cluster, async ({ version }) => {
        await version.getCode();
        return slip();
      }),
    );
    expect(failure.code).toBe('Unexpected');
    expect(failure.message).not.toMatch(/reach|IP range/);
  });
});
