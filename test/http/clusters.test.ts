import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listClusters, listNodePools, readCluster } from '../../shared/api/operations/clusters.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

const subscription = '11111111-1111-4111-8111-111111111111';
const pool = (name: string, change: object = {}) => ({
  name,
  mode: 'System',
  count: 1,
  vmSize: 'Standard_D4s_v5',
  osSKU: 'AzureLinux',
  ...change,
});
const kata = { workloadRuntime: 'KataVmIsolation', mode: 'User' };
const clusters = Array.from({ length: 5 }, (_, n) => ({
  name: `c-${n}`,
  subscriptionId: subscription,
  resourceGroup: 'rg-clusters',
  localAccounts: false,
  pools: [
    pool('system'),
    ...(n === 0 ? [pool('kata', { ...kata, nodeTaints: ['kataproof.io/quarantine=unproven:NoSchedule'] })] : []),
    ...(n === 1 ? [pool('old', kata)] : []),
  ],
}));

let stack: TestStack;
const proven = new Date(Date.now() - 3_600_000).toISOString();
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'healthy',
    clusters,
    pageSize: 2,
    settings: { KATAPROOF_FLEET_SUBSCRIPTIONS: `${subscription},99999999-9999-4999-8999-999999999999` },
  });
  const credential = { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) };
  const postures = createPostures({ ...stack.storage, tablesEndpoint: null, credential });
  const known = {
    cluster: { subscriptionId: subscription, resourceGroup: 'rg-clusters', name: 'c-1' },
    poolName: 'old',
    verdict: 'isolated' as const,
    reason: 'Proven.',
    since: proven,
    provenAt: proven,
    freshUntil: new Date(Date.now() - 1000).toISOString(),
    nodeImageVersion: 'AKSAzureLinux-V3katagen2-202501.1.0',
    nodesPresent: 1,
    nodesProven: 1,
    runId: 'r',
    evidenceHash: null,
    evidenceSince: proven,
    changing: false,
    changingSince: null,
    retired: false,
  };
  await postures.writePosture(known, null);
});
afterAll(() => stack?.stop());

async function get(path: string) {
  const { baseUrl, masterKey } = stack.host().ready;
  const url = path.startsWith('http') ? path : `${baseUrl}/api/${path}`;
  const response = await fetch(url, { headers: { 'x-functions-key': masterKey } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('GET /api/clusters', () => {
  test('lists every cluster once, page by page, with one ARM call for each page of ARM', async () => {
    const before = (await stack.armRequests()).length;
    const seen: string[] = [];
    let next: string | undefined = 'clusters?maxpagesize=3&api-version=2026-11-01&clientId=us';
    for (let pages = 0; next !== undefined; pages++) {
      expect(pages).toBeLessThan(10);
      const { status, body } = await get(next);
      expect(status).toBe(200);
      const page = listClusters.answers[200].schema.parse(body);
      expect(page.value.length).toBeLessThanOrEqual(3);
      seen.push(...page.value.map(({ cluster }) => cluster?.name ?? ''));
      next = page.nextLink;
      if (next)
        expect([...new URL(next).searchParams.keys()].sort()).toEqual(['api-version', 'continuation', 'maxpagesize']);
    }
    expect(seen).toEqual(['c-0', 'c-1', 'c-2', 'c-3', 'c-4']);
    const lists = (await stack.armRequests()).slice(before).filter(({ path }) => path.endsWith('/managedClusters'));
    expect(lists.length).toBeLessThanOrEqual(6);
  });

  test('says which places it could not list, and lists the others', async () => {
    const page = listClusters.answers[200].schema.parse((await get('clusters')).body);
    expect(page.value).toHaveLength(5);
    expect(page.unread.map(({ subscriptionId }) => subscriptionId).filter((id) => id === subscription)).toEqual([]);
  });

  describe('by a filter', () => {
    const id = (name: string) =>
      `/subscriptions/${subscription}/resourcegroups/RG-CLUSTERS/providers/Microsoft.ContainerService/managedClusters/${name}`;
    const since = (ms: number) => new Date(Date.parse(proven) + ms).toISOString();
    test.each<[string, string[]]>([
      [`cluster eq '${id('C-3')}'`, ['c-3']],
      [`cluster eq '${id('c')}'`, []],
      [`cluster eq '${id('c-3').replace(subscription, '22222222-2222-4222-8222-222222222222')}'`, []],
      ["verdict eq 'isolated'", ['c-1']],
      ["verdict eq 'suspect'", []],
      [`since ge ${since(0)}`, ['c-1']],
      [`since ge ${since(1)}`, []],
      [`verdict eq 'isolated' and cluster eq '${id('c-0')}'`, []],
      [`verdict eq 'isolated' and cluster eq '${id('c-1')}' and since ge ${since(-1)}`, ['c-1']],
    ])('%s', async (filter, names) => {
      const seen: (string | undefined)[] = [];
      let next: string | undefined = `clusters?maxpagesize=2&filter=${encodeURIComponent(filter)}`;
      for (let pages = 0; next !== undefined && pages < 10; pages++) {
        const page = listClusters.answers[200].schema.parse((await get(next)).body);
        seen.push(...page.value.map(({ cluster }) => cluster?.name));
        next = page.nextLink;
        if (next) expect(new URL(next).searchParams.get('filter')).toBe(filter);
      }
      expect(seen).toEqual(names);
    });

    test('of one cluster asks for its group alone', async () => {
      const before = (await stack.armRequests()).length;
      await get(`clusters?filter=${encodeURIComponent(`cluster eq '${id('c-3')}'`)}`);
      const asked = (await stack.armRequests()).slice(before).filter(({ path }) => path.endsWith('/managedClusters'));
      expect(asked.map(({ path }) => path.toLowerCase()).filter((path) => !path.includes('/rg-clusters/'))).toEqual([]);
    });
  });

  test.each([
    ["clusters?filter=status eq 'Running'", 'InvalidFilter'],
    ['clusters?continuation=nowhere', 'InvalidContinuation'],
    ['clusters?maxpagesize=0', 'InvalidRequest'],
    ['clusters?colour=red', 'InvalidRequest'],
  ])('refuses %s', async (path, code) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { error: { code } } });
  });
});

describe('one cluster', () => {
  const path = (name: string, rest = '') => `clusters/${subscription}/rg-clusters/${name}${rest}`;

  test('tells its Kata pools, that one was never proven, and what keeps pods off it', async () => {
    const { body } = await get(path('c-0'));
    expect(readCluster.answers[200].schema.parse(body)).toMatchObject({
      kataPools: 1,
      nodePools: [
        { name: 'system', kata: false, proof: 'not-kata', lastProof: null, quarantine: null },
        {
          name: 'kata',
          kata: true,
          proof: 'never',
          lastProof: null,
          quarantine: 'kataproof.io/quarantine=unproven:NoSchedule',
        },
      ],
    });
  });

  test('tells how old a verdict is, and why it is stale', async () => {
    const { body } = await get(path('c-1', '/nodePools'));
    const { value } = listNodePools.answers[200].schema.parse(body);
    expect(value[1]).toMatchObject({
      name: 'old',
      proof: 'stale',
      lastProof: { verdict: 'isolated', provenAt: proven, staleBecause: ['age', 'node-image'] },
    });
    expect(value[1]?.lastProof?.ageSeconds).toBeGreaterThanOrEqual(3600);
  });

  test('is asked for with one call to ARM', async () => {
    const before = (await stack.armRequests()).length;
    await get(path('c-2', '/nodePools'));
    expect((await stack.armRequests()).length - before).toBe(1);
  });

  test('is not found where there is none', async () => {
    for (const rest of ['', '/nodePools'])
      expect(await get(path('nobody', rest))).toMatchObject({
        status: 404,
        body: { error: { code: 'ClusterNotFound' } },
      });
    expect(await get(`clusters/not-a-guid/rg/x`)).toMatchObject({ status: 400 });
  });
});
