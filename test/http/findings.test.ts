import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFindings } from '../../shared/storage/tables-findings.ts';
import { findNonCompliance, rulesLookedFor } from '../../shared/workloads/rules/find-non-compliance.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { principalHeaders } from '../support/samples/principal-headers.ts';
import { cluster as facts, pod, policy } from '../support/samples/sample-facts.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({ scenario: 'healthy', settings: { WEBSITE_AUTH_ENABLED: 'True' } });
  const pods = [
    pod({ hostPid: true }),
    pod({ controller: { kind: 'StatefulSet', name: 'db' }, runtimeClassName: null }),
  ];
  const seen = facts({ pods });
  const cluster = stack.clusterBody;
  const found = findNonCompliance(seen, policy).map((finding) => ({ ...finding, cluster }));
  const credential = { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) };
  const storage = { ...stack.storage, tablesEndpoint: null };
  const look = {
    cluster,
    rules: rulesLookedFor(seen),
    found,
    sources: ['azure' as const, 'workloads' as const],
    at: seen.at,
  };
  await createFindings({ ...storage, credential }).recordInspection(look);
});
afterAll(() => stack?.stop());

interface Shown {
  id: string;
  etag: string;
  rule: string;
  subject: string;
  state: string;
  waiver: { reason: string; until: string } | null;
  waiverHistory: unknown[];
}

/** What App Service Authentication adds to a request. */
const ada = principalHeaders({ id: 'a1', name: 'ada@example.org', roles: ['Kataproof.Operator'] });
const by = { id: 'a1', name: 'ada@example.org', provider: null };

const path = ({ subscriptionId, resourceGroup, name } = stack.clusterBody) =>
  `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/findings`;

async function send(
  url: string,
  body?: unknown,
  key: string | null = stack.host().ready.masterKey,
  more: Record<string, string> = {},
) {
  const response = await fetch(`${stack.host().ready.baseUrl}${url}`, {
    method: /\/(waive|unwaive|inspect|verifications)$/.test(url) ? 'POST' : 'GET',
    headers: {
      'content-type': 'application/json',
      ...ada,
      ...(key === null ? {} : { 'x-functions-key': key }),
      ...more,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text ? JSON.parse(text) : {}) as {
    standing: number | null;
    inspected: { azure: string | null; workloads: string | null };
    value: Shown[];
    error: { code: string };
    startedBy: unknown;
  } & Shown;
  return { status: response.status, ...answer };
}

const systemPool = {
  name: 'system',
  mode: 'System',
  count: 1,
  vmSize: 'Standard_D4s_v5',
  osSKU: 'AzureLinux',
};
async function addCluster(name: string): Promise<typeof stack.clusterBody> {
  const response = await fetch(`${stack.emulator.control}/__emulator/clusters`, {
    method: 'POST',
    body: JSON.stringify({ name, localAccounts: false, pools: [systemPool] }),
  });
  return (await response.json()) as typeof stack.clusterBody;
}

const nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const waiver = { reason: 'Moves next month.', until: nextMonth };

describe('the findings of a cluster over HTTP', () => {
  test('are listed, the gravest first, whatever the case of the names', async () => {
    const { subscriptionId, resourceGroup, name } = stack.clusterBody;
    const shouted = { subscriptionId, resourceGroup: resourceGroup.toUpperCase(), name: name.toUpperCase() };
    for (const url of [path(), path(shouted)]) {
      const { status, standing, value } = await send(url);
      expect([status, standing]).toEqual([200, 2]);
      expect(value.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
        'pod-not-sandboxed payments/StatefulSet/db',
        'sandbox-host-processes payments/Deployment/api',
      ]);
    }
  });

  test('are waived until a day, and stand again once that is taken back', async () => {
    const { value } = await send(path());
    const id = value[0]?.id;
    expect(await send(`${path()}/${id}/waive`, waiver)).toMatchObject({
      status: 200,
      id,
      state: 'waived',
      waiver: { reason: waiver.reason, until: `${nextMonth}T23:59:59.999Z` },
    });
    expect(await send(path())).toMatchObject({ standing: 1, value: [{ rule: 'sandbox-host-processes' }] });
    expect((await send(`${path()}?all=true`)).value.map(({ state }) => state)).toEqual(['standing', 'waived']);
    expect(await send(`${path()}/${id}/unwaive`)).toMatchObject({
      status: 200,
      state: 'standing',
      waiver: null,
      waiverHistory: [
        { change: 'waived', by, at: expect.any(String), reason: waiver.reason },
        { change: 'unwaived', by, at: expect.any(String), reason: waiver.reason },
      ],
    });
    expect(await send(path())).toMatchObject({ standing: 2 });
  });

  test('are waived by whoever has read them as they are, and by nobody who has read them before', async () => {
    const { value } = await send(path());
    const [finding] = value;
    const key = stack.host().ready.masterKey;
    const waive = (ifMatch: string) => send(`${path()}/${finding?.id}/waive`, waiver, key, { 'if-match': ifMatch });
    const ifMatch = finding?.etag ?? '';
    expect(ifMatch).toMatch(/^"\w+"$/);
    expect(await waive(ifMatch)).toMatchObject({ status: 200, state: 'waived' });
    expect(await waive(ifMatch)).toMatchObject({ status: 412, error: { code: 'WaiverChanged' } });
    const taken = await send(`${path()}/${finding?.id}/unwaive`, undefined, key, { 'if-match': '*' });
    expect(taken).toMatchObject({ status: 200, state: 'standing' });
  });

  test('can be asked for: an inspection alone answers with what it found', async () => {
    const unseen = await addCluster('asked');
    const inspect = path(unseen).replace(/findings$/, 'inspect');
    expect(await send(inspect)).toMatchObject({
      status: 200,
      inspected: { azure: expect.any(String), workloads: expect.any(String) },
      standing: expect.any(Number),
    });
    expect(await send(path({ ...unseen, name: 'nowhere' }).replace(/findings$/, 'inspect'))).toMatchObject({
      status: 404,
      error: { code: 'ClusterNotFound' },
    });
  });

  test('come with the run that somebody asks for, which says who that was', async () => {
    const { status, id, startedBy } = await send('/api/verifications', { cluster: stack.clusterBody });
    expect([status, startedBy]).toEqual(['NotStarted', { by: 'http', principal: by }]);
    const run = await readUntilEnded({ ...stack, call: async (path) => (await send(path)) as never }, id);
    expect(run).toMatchObject({ startedBy, status: 'Succeeded' });
    expect(run.timeline).toContainEqual(
      expect.objectContaining({ step: 'Inspected the cluster', detail: expect.stringMatching(/standing/) }),
    );
  });

  test('of a cluster that nobody has inspected are not none: nobody knows', async () => {
    const unseen = await addCluster('unseen');
    const never = { azure: null, workloads: null };
    expect(await send(path(unseen))).toMatchObject({ status: 200, standing: null, inspected: never, value: [] });
    expect(await send(path(unseen).replace(/findings$/, 'postures'))).toMatchObject({
      status: 200,
      provenAt: null,
      value: [],
    });
    const { inspected } = await send(path());
    expect(inspected).toEqual({ azure: expect.any(String), workloads: expect.any(String) });
  });
});
