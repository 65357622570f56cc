import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { withBudget } from '../../shared/kubernetes/connection/call-budget.ts';
import { createClusterApis } from '../../shared/kubernetes/connection/cluster-apis.ts';
import { createVerificationCluster } from '../../shared/kubernetes/kubernetes-verification-cluster.ts';
import { clusterLimits } from '../../shared/outbound/limits.ts';
import type { ClusterConnection } from '../../shared/ports/managed-clusters.ts';
import { eventually, hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import {
  json,
  type ScriptedApiServer,
  startScriptedApiServer,
  status,
} from '../support/kubernetes/scripted-api-server.ts';

const cluster = { subscriptionId: 's', resourceGroup: 'g', name: 'c' };
const version = { gitVersion: 'v1.36.1', major: '1', minor: '36' };
let server: ScriptedApiServer;
let tokenNumber = 0;

beforeEach(async () => {
  tokenNumber = 0;
  server = await startScriptedApiServer(async () => `token-${++tokenNumber}`);
  server.answer((_, response) => json(response, 200, version));
});
afterEach(() => server.close());

/** Creates the adapter with connections that a test scripts. `opened` counts how often a connection was requested. */
function connect(options: { open?: (time: number) => Promise<ClusterConnection>; requestTimeoutMs?: number } = {}) {
  const seen = { opened: 0, now: 1_000_000 };
  const openConnection = () => {
    seen.opened++;
    return options.open?.(seen.opened) ?? Promise.resolve(server.connection);
  };
  const adapter = createVerificationCluster({
    connections: { openConnection },
    now: () => seen.now,
    requestTimeoutMs: options.requestTimeoutMs ?? hangMs,
  });
  return { adapter, seen };
}

describe('a connection', () => {
  test('is opened once and carries every call, each with a token of its own', async () => {
    const { adapter, seen } = connect();
    for (let call = 0; call < 20; call++) expect(await adapter.checkReachable(cluster)).toEqual({ version: 'v1.36.1' });
    expect(seen.opened).toBe(1);
    // A second one is opened when a call begins before the socket of the previous one is free again.
    expect(server.tlsConnections()).toBeLessThanOrEqual(2);
    expect(server.tokens).toEqual(Array.from({ length: 20 }, (_, index) => `Bearer token-${index + 1}`));
  });

  test('goes on behind a deletion, though that has a body', async () => {
    server.answer((_, response) => json(response, 200, { kind: 'Status', status: 'Success' }));
    const { adapter } = connect();
    const names = { namespace: 'n', sandboxed: 's', ordinary: 'o' };
    const uids = { sandboxed: 'uid-s', ordinary: 'uid-o' };
    for (let time = 0; time < 10; time++) await adapter.removePodPair(cluster, { names, uids }, false);
    expect(server.requests).toHaveLength(20);
    // Both Jobs at once, and again before the sockets are free.
    expect(server.tlsConnections()).toBeLessThanOrEqual(4);
  });

  test('of requests is not that of a watch, which takes its own along when it ends', async () => {
    const seen: [asked: string, port: number | undefined][] = [];
    server.answer((request, response) => {
      seen.push([request.url.replace(/\?.*/, ''), request.socket.remotePort]);
      if (!request.url.startsWith('/api')) return json(response, 200, version);
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    });
    const apis = createClusterApis({ ...server.connection, reach: 'kubeconfig' }, clusterLimits);
    for (let time = 0; time < 3; time++) {
      await apis.version.getCode();
      await new Promise((turned) => setImmediate(turned));
      const ended = Promise.withResolvers<unknown>();
      const watch = await apis.watch.watch('/api/v1/pods', {}, () => undefined, ended.resolve);
      watch.abort();
      await ended.promise;
    }
    await apis.close();
    const portsOf = (path: string) => new Set(seen.filter(([asked]) => asked === path).map(([, port]) => port));
    expect([portsOf('/version').size, portsOf('/api/v1/pods').size]).toEqual([1, 3]);
  });

  test('of HTTP/2 that one step dials carries the requests of others, which go on when that step has ended', async () => {
    await server.close();
    server = await startScriptedApiServer(undefined, { http2: true });
    const slow = Promise.withResolvers<() => void>();
    server.answer((_, response) => {
      const answer = () => json(response, 200, version);
      if (server.requests.length === 1) answer();
      else slow.resolve(answer);
    });
    const apis = createClusterApis({ ...server.connection, reach: 'kubeconfig' }, clusterLimits);
    const step = () => withBudget(clusterLimits, () => apis.version.getCode());
    const [first, second] = [step(), step()];
    await first;
    (await slow.promise)();
    expect(await second).toMatchObject(version);
    expect([server.requests.length, server.tlsConnections()]).toEqual([2, 1]);
    await apis.close();
  });

  test('is shared by names that differ only in case, and by nobody else', async () => {
    const { adapter, seen } = connect();
    await adapter.checkReachable(cluster);
    await adapter.checkReachable({ subscriptionId: 'S', resourceGroup: 'G', name: 'C' });
    expect(seen.opened).toBe(1);
    await adapter.checkReachable({ ...cluster, name: 'other' });
    expect(seen.opened).toBe(2);
  });

  test('is opened anew after a while, because name and certificate authority may change', async () => {
    const { adapter, seen } = connect();
    await adapter.checkReachable(cluster);
    seen.now += 11 * 60_000;
    await adapter.checkReachable(cluster);
    expect(seen.opened).toBe(2);
  });

  test('is closed when many other clusters were called since', async () => {
    const { adapter, seen } = connect();
    const many = 160;
    const call = (number: number) => adapter.checkReachable({ ...cluster, name: `cluster-${number}` });
    for (let number = 0; number < many; number++) await call(number);
    expect(seen.opened).toBe(many);
    // Each has one socket; all are open unless the first ones were closed.
    await eventually('the first connections are closed', async () =>
      (await server.openConnections()) <= many - 30 ? true : undefined,
    );
    await call(many - 1);
    expect(seen.opened).toBe(many);
    await call(0);
    expect(seen.opened).toBe(many + 1);
  });

  test('that is refused for its token is opened anew once, then the refusal stands', async () => {
    const { adapter, seen } = connect();
    await adapter.checkReachable(cluster);
    server.answer((_, response) => json(response, 401, status(401, 'Unauthorized', 'Unauthorized')));
    expect(await failureOf(adapter.checkReachable(cluster))).toMatchObject({ code: 'Unauthorized', retryable: false });
    expect(seen.opened).toBe(2);
    expect(server.requests).toHaveLength(3);
  });

  test('to a cluster that was rebuilt elsewhere is found again', async () => {
    const old = await startScriptedApiServer();
    old.answer((_, response) => json(response, 200, version));
    const { adapter } = connect({ open: async (time) => (time === 1 ? old.connection : server.connection) });
    await adapter.checkReachable(cluster);
    await old.close();
    expect(await adapter.checkReachable(cluster)).toBeDefined();
  });

  test('is not kept when it could not be opened', async () => {
    const failing = new KataproofError('ClusterNotFound', 'There is no such cluster.');
    const { adapter } = connect({
      open: (time) => (time === 1 ? Promise.reject(failing) : Promise.resolve(server.connection)),
    });
    expect(await failureOf(adapter.checkReachable(cluster))).toMatchObject({
      code: 'ClusterNotFound',
      message: 'There is no such cluster.',
      retryable: false,
    });
    expect(await adapter.checkReachable(cluster)).toBeDefined();
  });

  test('with the certificate of somebody else is refused', async () => {
    const stranger = await startScriptedApiServer();
    const { certificateAuthorityData } = stranger.connection;
    const { adapter } = connect({ open: async () => ({ ...server.connection, certificateAuthorityData }) });
    expect(await failureOf(adapter.checkReachable(cluster))).toMatchObject({
      code: 'CertificateRejected',
      retryable: false,
    });
    expect(server.requests).toEqual([]);
    await stranger.close();
  });

  test('over plain HTTP is never made', async () => {
    const { adapter } = connect({
      open: async () => ({ ...server.connection, server: server.connection.server.replace('https', 'http') }),
    });
    await failureOf(adapter.checkReachable(cluster));
    expect(server.requests).toEqual([]);
  });
});

describe('a failure', () => {
  test('of the network is retryable and says where to look', async () => {
    await server.close();
    const { adapter } = connect();
    expect(await failureOf(adapter.checkReachable(cluster))).toMatchObject({
      code: 'ClusterUnreachable',
      message: expect.stringContaining('ECONNREFUSED'),
      retryable: true,
    });
  });

  test('of name resolution says that the cluster may be stopped', async () => {
    const { adapter } = connect({
      open: async () => ({ ...server.connection, server: 'https://no-such-host.invalid' }),
    });
    expect(await failureOf(adapter.checkReachable(cluster))).toMatchObject({
      code: 'ClusterUnreachable',
      message: expect.stringContaining('stopped'),
      retryable: true,
    });
  });

  test('to answer ends after the request timeout', async () => {
    server.answer(() => undefined);
    const { adapter } = connect({ requestTimeoutMs: 60 });
    expect(await failureOf(adapter.checkReachable(cluster))).toMatchObject({
      code: 'ClusterUnreachable',
      message: 'The API server did not answer in time.',
      retryable: true,
    });
  });

  test.each<[ClusterConnection['reach'], RegExp, RegExp]>([
    ['public', /authorized IP ranges.*NAT gateway/, /may be stopped or deleted\.$/],
    ['private-name', /private cluster: this app must be integrated/, /without a public name.*DNS zone is not linked/],
    ['public-name-of-private', /public name leads to its private address/, /may be stopped or deleted\.$/],
    ['unknown', /Authorized IP ranges or a private cluster/, /KATAPROOF_PUBLIC_FQDN/],
  ])('by a name that is %s says what may be the case', async (reach, noAnswer, noAddress) => {
    const closed = await startScriptedApiServer(async () => 'token');
    await closed.close();
    const messageOf = async (change: Partial<ClusterConnection>) => {
      const { adapter } = connect({ open: async () => ({ ...closed.connection, ...change, ...(reach && { reach }) }) });
      return (await failureOf(adapter.checkReachable(cluster))).message;
    };
    expect(await messageOf({})).toMatch(noAnswer);
    expect(await messageOf({ server: 'https://no-such-host.invalid' })).toMatch(noAddress);
  });

  test('of a proxy that answers a page is told from an answer', async () => {
    server.answer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'));
    expect(await failureOf(connect().adapter.checkReachable(cluster))).toMatchObject({
      code: 'MalformedAnswer',
      retryable: true,
    });
  });

  test('never tells the token or the headers', async () => {
    server.answer((request, response) =>
      json(response, 500, status(500, 'InternalError', `echo ${request.headers.authorization}`), {
        'x-secret': 'hidden',
      }),
    );
    const secret = 'eyJhbGciOiJFUzI1NiJ9.eyJvaWQiOiI0In0.c2lnbmF0dXJl';
    const { adapter } = connect({ open: async () => ({ ...server.connection, readToken: async () => secret }) });
    const outcome = JSON.stringify(await failureOf(adapter.checkReachable(cluster)));
    expect(outcome).toContain('ServerFailed');
    expect(outcome).not.toContain(secret);
    expect(outcome).not.toContain('hidden');
  });

  test('never tells a token that looks like none, in whatever text it comes back', async () => {
    const opaque = 'kind-of-static-words';
    const { adapter } = connect({ open: async () => ({ ...server.connection, readToken: async () => opaque }) });
    server.answer((_, response) => json(response, 422, status(422, `Bad-${opaque}`, `cannot read ${opaque}, sorry`)));
    const refused = await failureOf(adapter.checkReachable(cluster));
    expect(refused).toMatchObject({ code: 'Bad-[token removed]', message: 'cannot read [token removed], sorry' });
    server.answer((request, response) => {
      const seen = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const items = [{ metadata: { name: seen }, handler: `runc of ${seen.slice(0, 17)}` }];
      json(response, 200, { kind: 'RuntimeClassList', metadata: {}, items });
    });
    expect(await adapter.listRuntimeClasses(cluster)).toMatchObject({
      classes: [{ name: '[token removed]', handler: 'runc of [token removed]' }],
    });
  });

  test('says when the server wants us back', async () => {
    server.answer((_, response) =>
      json(response, 429, status(429, 'TooManyRequests', 'slow down'), { 'retry-after': '3' }),
    );
    expect(await failureOf(connect().adapter.checkReachable(cluster))).toMatchObject({
      code: 'Throttled',
      retryable: true,
      retryAfterMs: 3000,
    });
  });
});

describe('a list', () => {
  test('is read to its last page', async () => {
    server.answer((request, response) => {
      const more = !request.url.includes('continue=');
      const items = [{ metadata: { name: more ? 'runc' : 'kata-vm-isolation' }, handler: more ? 'runc' : 'kata' }];
      json(response, 200, { kind: 'RuntimeClassList', metadata: more ? { continue: 'next' } : {}, items });
    });
    expect(await connect().adapter.listRuntimeClasses(cluster)).toMatchObject({
      classes: [
        { name: 'runc', handler: 'runc' },
        { name: 'kata-vm-isolation', handler: 'kata' },
      ],
    });
  });
});
