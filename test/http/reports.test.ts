import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportSchema } from '../../shared/api/answers/report-schemas.ts';
import { reportFormatNames, reportFormats } from '../../shared/reports/model/report-formats.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';

const subscription = '11111111-1111-4111-8111-111111111111';
const pool = (name: string, change: object = {}) => ({
  ...{ name, mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux', ...change },
});
const other = {
  name: 'other',
  subscriptionId: subscription,
  resourceGroup: 'rg-other',
  localAccounts: false,
  pools: [pool('system'), pool('kata', { workloadRuntime: 'KataVmIsolation', mode: 'User' })],
};

let stack: TestStack;
let runId: string;
beforeAll(async () => {
  stack = await startTestStack({
    scenario: 'shared-kernel',
    clusters: [{ ...other, name: 'first', pools: [pool('system')] }, other],
    settings: {
      KATAPROOF_FLEET_SUBSCRIPTIONS: [subscription, '99999999-9999-4999-8999-999999999999'].join(','),
    },
  });
  const order = { cluster: stack.clusterBody, nodePool: { name: 'kata' }, cleanup: 'keep' };
  const { id } = await stack.call<{ id: string }>('/api/provisionings', order);
  runId = id;
  await readUntilEnded(stack, id);
});
afterAll(() => stack?.stop());

async function ask(path: string, accept?: string) {
  const { baseUrl, masterKey } = stack.host().ready;
  const headers = { 'x-functions-key': masterKey, ...(accept === undefined ? {} : { accept }) };
  const response = await fetch(`${baseUrl}/api/${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const clusterPath = ({ subscriptionId, resourceGroup, name } = stack.clusterBody) =>
  `clusters/${subscriptionId}/${resourceGroup}/${name}/report`;
const paths = { run: () => `runs/${runId}/report`, cluster: clusterPath, fleet: () => 'fleet/report' };
const scopes = Object.keys(paths) as (keyof typeof paths)[];

const jsonOf = async (path: string) => {
  const { status, text } = await ask(path);
  expect([status, text.slice(0, 1)]).toEqual([200, '{']);
  return reportSchema.parse(JSON.parse(text));
};

describe.each(scopes)('the report of a %s', (scope) => {
  test.each(reportFormatNames)('comes as %s, with a name, and tells the leak', async (format) => {
    const { status, headers, text } = await ask(`${paths[scope]()}?format=${format}`);
    expect([status, headers.get('kataproof-outcome')]).toEqual([200, 'failed']);
    expect(headers.get('content-type')?.split(';')[0]).toBe(reportFormats[format].mediaType);
    expect(headers.get('content-disposition')).toMatch(
      new RegExp(`^(inline|attachment); filename="kataproof-[\\w.-]+\\.${reportFormats[format].extension}"$`),
    );
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
    expect(text).toContain('shared-kernel');
  });

  test('without a format is what Accept asks for, and JSON for who accepts none of them', async () => {
    const typeFor = async (accept: string) => (await ask(paths[scope](), accept)).headers.get('content-type');
    expect(await typeFor('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html; charset=utf-8');
    expect(await typeFor('application/sarif+json')).toBe('application/sarif+json');
    expect(await typeFor('application/json;q=0.1, text/csv')).toBe('text/csv; charset=utf-8');
    expect(await typeFor('image/png')).toBe('application/json');
    expect(await typeFor('*/*')).toBe('application/json');
  });

  test('is refused in an unknown format, with the list', async () => {
    const { status, text } = await ask(`${paths[scope]()}?format=pdf`);
    expect(status).toBe(400);
    expect(text).toContain(reportFormatNames.join(', '));
  });
});

test('a run tells of each node, with its evidence by hash', async () => {
  const report = await jsonOf(paths.run());
  expect(report).toMatchObject({ scope: { kind: 'run', runId, status: 'Succeeded' }, outcome: 'failed', findings: [] });
  expect(report.nodes.length).toBe(report.coverage.nodesPresent);
  expect(report.nodes.some(({ outcome }) => outcome === 'failed')).toBe(true);
  expect(report.nodes[0]?.kernels.node?.bootId).toMatch(/^[0-9a-f-]{36}$/);
  const [{ evidenceDigest } = { evidenceDigest: null }] = report.pools;
  expect(evidenceDigest).toMatch(/^[0-9a-f]{64}$/);
  const evidence = await ask(`${clusterPath().replace(/report$/, 'evidence')}/${evidenceDigest}`);
  expect(evidence.status).toBe(200);
});

test('a run that has not ended has no verdict; a leak that it has seen is one', async () => {
  const order = { cluster: stack.clusterBody, nodePool: 'kata' };
  const { id } = await stack.call<{ id: string }>('/api/verifications', order);
  const report = await jsonOf(`runs/${id}/report`);
  // It may have ended meanwhile on a fast machine; then it has a verdict.
  if (report.scope.kind === 'run' && report.scope.endedAt === null) {
    const seen = report.nodes.some(({ outcome }) => outcome === 'failed');
    expect(report).toMatchObject({ outcome: seen ? 'failed' : 'not-checked', scope: { verdict: null } });
    expect(report.gaps.map(({ kind }) => kind)).toContain('not-ended');
  }
  await readUntilEnded(stack, id);
  expect((await jsonOf(`runs/${id}/report`)).outcome).toBe('failed');
  // A later proof of the pool takes nothing from the report of an earlier one.
  const [first, later] = [await jsonOf(paths.run()), await jsonOf(`runs/${id}/report`)].map(
    ({ pools }) => pools[0]?.evidenceDigest,
  );
  expect([first, later]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(first).not.toBe(later);
});

test('a cluster tells of its pools, its findings and when it was inspected', async () => {
  const report = await jsonOf(paths.cluster());
  expect(report).toMatchObject({
    scope: { kind: 'cluster' },
    outcome: 'failed',
    coverage: { clusters: 1, poolsFailed: 1 },
  });
  expect(report.pools).toMatchObject([{ poolName: 'kata', verdict: 'shared-kernel', outcome: 'failed' }]);
  expect(report.clusters[0]?.inspected.azure).not.toBeNull();
});

test('the fleet tells of pools that nobody has proven, and of what could not be listed', async () => {
  const report = await jsonOf(paths.fleet());
  expect(report.pools.map(({ clusterName, verdict, age }) => [clusterName, verdict, age])).toEqual(
    expect.arrayContaining([
      ['other', null, 'never'],
      [stack.clusterBody.name, 'shared-kernel', expect.stringMatching(/fresh|due/)],
    ]),
  );
  expect(report.gaps).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'unread', subject: '99999999-9999-4999-8999-999999999999' }),
      expect.objectContaining({ kind: 'never-proven', subject: 'kata' }),
      expect.objectContaining({ kind: 'not-inspected', subject: 'other' }),
    ]),
  );
});

test('a cluster that nobody has proven is no pass, and one that does not exist is not found', async () => {
  const { subscriptionId, resourceGroup, name } = other;
  expect((await jsonOf(clusterPath({ subscriptionId, resourceGroup, name }))).outcome).toBe('not-checked');
  expect((await ask(clusterPath({ ...stack.clusterBody, name: 'nobody' }))).status).toBe(404);
  expect((await ask('runs/nobody/report')).status).toBe(404);
});
