import { afterEach, describe, expect, test } from '@jest/globals';
import type { ArmAccess } from '../../shared/azure/arm-client.ts';
import { createClusterConnections } from '../../shared/azure/arm-cluster-connections.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import { createSubscriptions } from '../../shared/azure/arm-subscriptions.ts';
import { boundCredential, readToken } from '../../shared/azure/read-token.ts';
import { createResourceGraphListing } from '../../shared/azure/resource-graph-managed-clusters.ts';
import { toClusterFacts } from '../../shared/azure/to-cluster-facts.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import { flood, type HostileServer, silences, startHostileServer } from '../support/start-hostile-server.ts';

const cluster = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'g', name: 'c' };
const page = { subscriptionId: cluster.subscriptionId, resourceGroup: null, continuation: null };
const spec = { name: 'kata', count: 1, vmSize: 'Standard_D4s_v5', nodeTaints: [], nodeLabels: {}, zones: [], tags: {} };
const place = { subscriptionId: cluster.subscriptionId, location: 'westeurope' };
const subnet = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n';
const facts = toClusterFacts({ location: place.location, kubernetesVersion: '1.35.4' });
const subscriptions = (access: ArmAccess) => createSubscriptions(access, Date.now);
let server: HostileServer;
afterEach(() => server.stop());

type Answer = Parameters<typeof startHostileServer>[0];

async function startAccess(answer: Answer, limits: { callTimeoutMs?: number; answerBytes?: number } = {}) {
  server = await startHostileServer(answer);
  const access: ArmAccess = {
    endpoint: server.url,
    audience: 'https://management.azure.com',
    credential: { getToken: async () => ({ token: 'eyJhbGciOi.eyJhdWQi.c2ln', expiresOnTimestamp: 4e12 }) },
    limits: { callTimeoutMs: hangMs, answerBytes: 1_000_000, ...limits },
  };
  return access;
}

/** Every call of Azure Resource Manager and of Resource Graph. */
const calls: [string, (access: ArmAccess) => Promise<unknown>][] = [
  ['reading a cluster', (access) => createManagedClusters(access).readCluster(cluster)],
  ['reading a pool', (access) => createManagedClusters(access).readPool(cluster, 'kata')],
  ['making a pool', (access) => createManagedClusters(access).ensurePool(cluster, spec, 'run')],
  ['removing a pool', (access) => createManagedClusters(access).removePool(cluster, 'kata', 'run')],
  ['reconciling a cluster', (access) => createManagedClusters(access).reconcileCluster(cluster)],
  ['listing clusters', (access) => createManagedClusters(access).listClusterPage(page)],
  [
    'listing the clusters of a group',
    (access) => createManagedClusters(access).listClusterPage({ ...page, resourceGroup: 'g' }),
  ],
  ['reading a kubeconfig', (access) => createClusterConnections(access).openConnection(cluster)],
  ['reading a size', (access) => subscriptions(access).readVmSize(place, 'Standard_D4s_v5')],
  ['listing quotas', (access) => subscriptions(access).listVcpuUsages(place)],
  ['listing versions', (access) => subscriptions(access).listKubernetesVersions(place)],
  ['reading a subnet', (access) => subscriptions(access).readSubnet(subnet)],
  ['listing rights', (access) => subscriptions(access).listRights(subnet)],
  ['asking Azure Policy', (access) => subscriptions(access).listPolicyDenials(cluster, facts, spec)],
  ['listing through Resource Graph', (access) => createResourceGraphListing(access)(page)],
];

const answerWith =
  (body: string, type = 'application/json'): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': type }).end(body);

describe.each(calls)('%s', (what, call) => {
  test('believes no answer of another shape', async () => {
    let answer: Answer = () => undefined;
    const access = await startAccess((response, request) => answer(response, request));
    const bodies = [
      ['', 'application/json'],
      ['<html>Sign in</html>', 'text/html'],
      ['<html>Sign in</html>', 'application/json'],
      ['null', 'application/json'],
      ['[]', 'application/json'],
      ['"text"', 'application/json'],
      ['{"properties":null,"value":null,"kubeconfigs":7,"data":null}', 'application/json'],
      ['{"value":{},"properties":[],"kubeconfigs":{},"data":{}}', 'application/json'],
      ['{"value":[null],"properties":{},"kubeconfigs":[null],"data":[null]}', 'application/json'],
    ] as const;
    for (const [body, type] of bodies) {
      answer = answerWith(body, type);
      const failure = await failureOf(call(access));
      expect({ body, failure }).toMatchObject({ body, failure: { code: 'MalformedAnswer', retryable: true } });
      expect(failure.message).toContain('or a proxy before it');
      expect(failure.message).not.toContain('Sign in');
    }
  });

  test('follows no redirect', async () => {
    let status = 0;
    const access = await startAccess((response, { url }) =>
      url?.includes('/trap')
        ? response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
        : response.writeHead(status, { location: '/trap' }).end(),
    );
    for (status of [301, 302, 303, 307, 308])
      expect(await failureOf(call(access))).toMatchObject({
        code: 'RedirectRefused',
        message: expect.stringContaining(`answered ${status}`),
        retryable: true,
      });
    expect(server.requests).toHaveLength(5);
  });

  test.each(silences)('does not wait for ever for %s', async (_what, answer) => {
    const access = await startAccess(answer, { callTimeoutMs: 80 });
    expect(await failureOf(call(access))).toMatchObject({ code: 'AzureUnreachable', retryable: true });
  });

  test('does not read for ever', async () => {
    const access = await startAccess(flood, { answerBytes: 50_000 });
    expect(await failureOf(call(access))).toMatchObject({
      code: 'AnswerTooLarge',
      message: expect.stringContaining(what.includes('Graph') ? 'Azure Resource Graph' : 'Azure Resource Manager'),
      retryable: false,
    });
  });
});

describe('a part of an answer that does not fit', () => {
  const pools = (agentPoolProfiles: unknown) =>
    JSON.stringify({ id: '/subscriptions/s', location: 'x', properties: { agentPoolProfiles } });

  test.each([
    ['pools that are an object', pools({}), 'agentPoolProfiles'],
    ['a pool that is null', pools([null]), 'agentPoolProfiles.0'],
    ['taints that are a text', pools([{ name: 'kata', nodeTaints: 'none' }]), 'nodeTaints'],
    ['a count that is a text', pools([{ name: 'kata', count: '3' }]), 'count'],
    [
      'machines that are null',
      pools([{ name: 'kata', virtualMachineNodesStatus: [null] }]),
      'virtualMachineNodesStatus',
    ],
  ])('is named: %s', async (_what, body, part) => {
    const access = await startAccess(answerWith(body));
    const failure = await failureOf(createManagedClusters(access).readCluster(cluster));
    expect(failure).toMatchObject({ code: 'MalformedAnswer', message: expect.stringContaining(part) });
  });

  test('is none where ARM writes null for what it does not tell', async () => {
    const pool = {
      name: 'kata',
      count: null,
      vmSize: null,
      nodeTaints: null,
      nodeLabels: { a: null, b: 'c' },
      tags: null,
    };
    const machines = { ...pool, name: 'machines', virtualMachineNodesStatus: [{ size: null, count: null }] };
    const access = await startAccess(answerWith(pools([pool, machines])));
    expect((await createManagedClusters(access).readCluster(cluster)).cluster?.pools).toMatchObject([
      { name: 'kata', count: null, vmSizes: [], nodeTaints: [], nodeLabels: { b: 'c' }, tags: {} },
      { name: 'machines', count: null, vmSizes: [] },
    ]);
  });
});

describe('a list', () => {
  const one = { id: '/subscriptions/s', location: 'x', properties: {} };

  test('goes on at our own endpoint, wherever its next link leads', async () => {
    const elsewhere = await startHostileServer(answerWith('{"value":[]}'));
    const nextLink = `${elsewhere.url}/steal?api-version=2026-06-01&%24skiptoken=2&sig=secret`;
    const access = await startAccess((response) =>
      answerWith(JSON.stringify({ value: [one], nextLink }))(response, null as never),
    );
    const { listClusterPage } = createManagedClusters(access);
    const { continuation } = await listClusterPage(page);
    await failureOf(listClusterPage({ ...page, continuation }));
    expect(elsewhere.requests).toEqual([]);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]).toContain('skiptoken=2');
    expect(server.requests[1]).not.toContain('secret');
    await elsewhere.stop();
  });

  test.each([
    ['where it was', (): string => 'https://management.azure.com/?$skiptoken=same'],
    ['with a book', (): string => `https://management.azure.com/?$skiptoken=${'x'.repeat(100_000)}`],
    ['nowhere', (): string => 'http://['],
  ])('of ARM that goes on %s is none', async (_where, nextLink) => {
    const access = await startAccess(answerWith(JSON.stringify({ value: [one], nextLink: nextLink() })));
    const { listClusterPage } = createManagedClusters(access);
    const read = async () => listClusterPage({ ...page, continuation: (await listClusterPage(page)).continuation });
    expect(await failureOf(read())).toMatchObject({ code: 'MalformedAnswer' });
  });

  test.each([
    ['where it was', 'same'],
    ['with a book', 'x'.repeat(100_000)],
  ])('of Resource Graph that goes on %s is none', async (_where, $skipToken) => {
    const answer = { totalRecords: 1, count: 1, resultTruncated: 'false', data: [one], $skipToken };
    const access = await startAccess(answerWith(JSON.stringify(answer)));
    const list = createResourceGraphListing(access);
    const read = async () => list({ ...page, continuation: (await list(page)).continuation });
    expect(await failureOf(read())).toMatchObject({ code: 'MalformedAnswer' });
  });
});

describe('a caller who names ever new subscriptions', () => {
  test('gets a client each time, and only the last of them are kept', async () => {
    const access = await startAccess((response) => response.writeHead(404).end());
    let tokens = 0;
    const credential = { getToken: async () => ({ token: `token-${++tokens}`, expiresOnTimestamp: 4e12 }) };
    const { readCluster } = createManagedClusters({ ...access, credential });
    const read = (number: number) => failureOf(readCluster({ ...cluster, subscriptionId: `subscription-${number}` }));
    // A client keeps its token, so a new token means a new client.
    for (let number = 0; number < 120; number++) await read(number);
    expect(tokens).toBe(120);
    await read(119);
    expect(tokens).toBe(120);
    await read(0);
    expect(tokens).toBe(121);
  });
});

describe('a token', () => {
  const never = { getToken: () => new Promise<never>(() => undefined) };

  test('that never comes is not waited for', async () => {
    server = await startHostileServer(() => undefined);
    expect(await failureOf(readToken(never, 's/.default', 'get a token', 20))).toMatchObject({
      code: 'AzureUnreachable',
      retryable: true,
    });
    expect(await failureOf(boundCredential(never, 20).getToken('s/.default'))).toMatchObject({
      code: 'AzureUnreachable',
      message: 'The managed identity endpoint gave no token within 0.02 seconds.',
    });
  });
});
