import { expect, test } from '@jest/globals';
import { fleetLimits, readFleet } from '../../../shared/activities/reports/read-fleet.ts';
import type { AllowedScopes } from '../../../shared/clusters/allowed-scopes.ts';
import type { ClusterFacts } from '../../../shared/clusters/cluster-facts.ts';
import { formatClusterId } from '../../../shared/clusters/cluster-id.ts';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import type { Posture } from '../../../shared/posture/posture.ts';
import { composeReport } from '../../../shared/reports/compose/compose-report.ts';
import { reportFormatNames } from '../../../shared/reports/model/report-formats.ts';
import { renderReport } from '../../../shared/reports/render-report.ts';
import type { Finding, FindingSeverity } from '../../../shared/workloads/finding.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
const now = '2026-11-26T12:00:00.000Z';
const clusterOf = (name: string) => ({ subscriptionId, resourceGroup: 'rg', name });

const factsOf = (name: string, pools: string[]): ClusterFacts => ({
  ...{
    id: formatClusterId(clusterOf(name)),
    location: 'westeurope',
    provisioningState: 'Succeeded',
    powerState: 'Running',
  },
  ...{
    kubernetesVersion: '1.33',
    privateCluster: false,
    localAccountsDisabled: true,
    nodeAutoProvisioning: false,
    tags: {},
    eTag: null,
  },
  pools: pools.map((pool) => ({
    ...{
      name: pool,
      provisioningState: 'Succeeded',
      provisioningError: null,
      powerState: 'Running' as const,
      count: 1,
      vmSizes: [],
    },
    ...{
      osSku: 'AzureLinux',
      mode: 'User',
      workloadRuntime: 'KataVmIsolation',
      kubernetesVersion: null,
      placement: {},
    },
    ...{ nodeImageVersion: 'i', nodeTaints: [], nodeLabels: {}, zones: [], tags: {}, eTag: null },
  })),
});

const postureOf = (name: string, poolName: string, change: Partial<Posture> = {}): Posture => ({
  ...{ cluster: clusterOf(name), poolName, verdict: 'isolated', reason: 'Proven.', since: now, provenAt: now },
  ...{ freshUntil: '2026-11-28T12:00:00.000Z', nodeImageVersion: 'i', nodesPresent: 1, nodesProven: 1, runId: 'r' },
  ...{
    evidenceHash: 'ab'.repeat(32),
    evidenceSince: now,
    changing: false,
    changingSince: null,
    retired: false,
    ...change,
  },
});

const findingOf = (name: string, subject: string, severity: FindingSeverity): Finding => ({
  cluster: clusterOf(name),
  ...{
    id: `${name}-${subject}`,
    rule: 'pod-not-sandboxed',
    severity,
    subject,
    message: 'm',
    remedy: 'r',
    controls: ['NIST-800-53 SC-39'],
  },
  ...{ firstSeenAt: now, lastSeenAt: now, resolvedAt: null, waiver: null, waiverHistory: [] },
});

interface Fleet {
  clusters: ClusterFacts[];
  postures: Posture[];
  findingsOf?: (name: string) => Finding[];
}

/** A fleet whose lists come in pages, as those of Azure do. */
function worldOf({ clusters, postures, findingsOf = () => [] }: Fleet) {
  const pageOf = <T>(all: T[], continuation: string | null, size: number) => {
    const from = Number(continuation ?? 0);
    return { items: all.slice(from, from + size), continuation: from + size < all.length ? String(from + size) : null };
  };
  let reading = 0;
  const seen = { mostAtOnce: 0 };
  const ports = {
    clusters: {
      listClusterPage: async (page: { subscriptionId: string; continuation: string | null }) => {
        if (page.subscriptionId === other) throw new KataproofError('Forbidden', 'The role Reader is missing.');
        const { items, continuation } = pageOf(clusters, page.continuation, 50);
        return { clusters: items, continuation };
      },
    },
    postures: {
      listPostures: async (page: { limit: number; continuation: string | null }) => {
        const { items, continuation } = pageOf(postures, page.continuation, page.limit);
        return { postures: items, continuation };
      },
    },
    findings: {
      listFindings: async ({ name }: { name: string }) => {
        seen.mostAtOnce = Math.max(seen.mostAtOnce, ++reading);
        await Promise.resolve();
        reading--;
        return findingsOf(name);
      },
      readLastInspections: async () => ({ azure: now, workloads: now }),
    },
  };
  return { ports: ports as unknown as Parameters<typeof readFleet>[0], seen };
}

const order = {
  places: [{ subscriptionId, resourceGroup: null }],
  scopes: null as AllowedScopes,
  without: [] as string[],
  at: now,
  limits: fleetLimits,
};

test('every pool that ARM lists is in it, proven or not, and those on record that ARM did not list', async () => {
  const { ports } = worldOf({
    clusters: [factsOf('a', ['kata', 'new'])],
    postures: [postureOf('a', 'kata'), postureOf('a', 'gone', { retired: true }), postureOf('elsewhere', 'kata')],
  });
  const { pools } = await readFleet(ports, order);
  expect(pools.map(({ clusterName, poolName, age }) => [clusterName, poolName, age])).toEqual([
    ['a', 'kata', 'fresh'],
    ['a', 'new', 'never'],
    ['elsewhere', 'kata', 'fresh'],
  ]);
});

test('a place that cannot be listed is told, and takes no other with it', async () => {
  const { ports } = worldOf({ clusters: [factsOf('a', ['kata'])], postures: [postureOf('a', 'kata')] });
  const places = [{ subscriptionId: other, resourceGroup: 'rg-x' }, ...order.places];
  const parts = await readFleet(ports, { ...order, places });
  expect(parts.pools).toHaveLength(1);
  expect(parts.gaps).toEqual([
    expect.objectContaining({
      kind: 'unread',
      subject: `${other}/rg-x`,
      message: expect.stringContaining('The role Reader is missing.'),
    }),
  ]);
  expect(
    composeReport({ ...parts, scope: { kind: 'fleet' } }, { madeAt: now, version: '1', apiUrl: 'https://x/api' })
      .outcome,
  ).toBe('not-checked');
});

test('what is outside the allowed scopes is in no list, nor on record', async () => {
  const { ports } = worldOf({
    clusters: [factsOf('a', ['kata']), factsOf('b', ['kata'])],
    postures: [postureOf('c', 'kata')],
  });
  const scopes = [{ subscriptionId, resourceGroup: 'rg', clusterName: 'A' }];
  const { clusters } = await readFleet(ports, { ...order, scopes });
  expect(clusters.map(({ name }) => name)).toEqual(['a']);
});

test('a reader is told nothing of the pods of some namespaces, but how many findings there are', async () => {
  const { ports } = worldOf({
    clusters: [factsOf('a', ['kata'])],
    postures: [postureOf('a', 'kata')],
    findingsOf: (name) => [
      findingOf(name, 'payroll/Deployment/x', 'high'),
      findingOf(name, 'shop/Deployment/y', 'low'),
    ],
  });
  const { findings, gaps } = await readFleet(ports, { ...order, without: ['payroll'] });
  expect(findings.map(({ subject }) => subject)).toEqual(['shop/Deployment/y']);
  expect(JSON.stringify(gaps)).not.toContain('payroll/');
  expect(gaps).toEqual([
    expect.objectContaining({ kind: 'left-out', message: expect.stringMatching(/^1 finding is /) }),
  ]);
});

test('of more findings than a report holds the gravest are kept, and the rest is counted', async () => {
  const { ports } = worldOf({
    clusters: Array.from({ length: 30 }, (_, n) => factsOf(`c${n}`, ['kata'])),
    postures: [],
    findingsOf: (name) => [findingOf(name, 'n/Deployment/i', 'info'), findingOf(name, 'n/Deployment/h', 'high')],
  });
  const { findings, gaps } = await readFleet(ports, { ...order, limits: { clusters: 100, findings: 40 } });
  expect(findings.filter(({ severity }) => severity === 'high')).toHaveLength(30);
  expect(findings).toHaveLength(40);
  const left = gaps.filter(({ kind }) => kind === 'left-out');
  expect(left.reduce((sum, { message }) => sum + Number.parseInt(message, 10), 0)).toBe(20);
});

test('a cluster of which a finding was left out has no control that is satisfied', async () => {
  const { ports } = worldOf({
    clusters: [factsOf('a', ['kata']), factsOf('b', ['kata'])],
    postures: [postureOf('a', 'kata'), postureOf('b', 'kata')],
    findingsOf: (name) => [findingOf(name, 'n/Deployment/x', name === 'a' ? 'high' : 'low')],
  });
  const parts = await readFleet(ports, { ...order, limits: { clusters: 10, findings: 1 } });
  expect(parts.gaps).toMatchObject([{ kind: 'left-out', clusterId: formatClusterId(clusterOf('b')) }]);
  const report = composeReport(
    { ...parts, scope: { kind: 'fleet' } },
    { madeAt: now, version: '1', apiUrl: 'https://x/api' },
  );
  const oscal = JSON.parse(await renderReport(report, 'oscal', { results: 'all' }))['assessment-results'];
  const states = (oscal.results[0].findings as { title: string; target: { status: { state: string } } }[])
    .filter(({ title }) => title.endsWith('in cluster b'))
    .map(({ target }) => target.status.state);
  expect([states.length > 0, new Set(states)]).toEqual([true, new Set(['not-satisfied'])]);
});

test('a cluster whose pools Azure does not show is told, and such a report does not pass', async () => {
  const silent = { ...factsOf('silent', []), pools: null };
  const { ports } = worldOf({ clusters: [factsOf('a', ['kata']), silent], postures: [postureOf('a', 'kata')] });
  ports.findings.readLastInspections = async ({ name }) =>
    name === 'a' ? { azure: now, workloads: now } : { azure: null, workloads: null };
  const parts = await readFleet(ports, order);
  expect(parts.clusters.map(({ name }) => name)).toEqual(['a', 'silent']);
  expect(
    composeReport({ ...parts, scope: { kind: 'fleet' } }, { madeAt: now, version: '1', apiUrl: 'https://x/api' }),
  ).toMatchObject({ outcome: 'not-checked', gaps: [{ kind: 'unread', subject: 'silent' }, { kind: 'not-inspected' }] });
});

test('more clusters than a report holds are counted, and such a report does not pass', async () => {
  const names = Array.from({ length: 300 }, (_, n) => `c${n}`);
  const { ports } = worldOf({
    clusters: names.map((name) => factsOf(name, ['kata'])),
    postures: names.map((name) => postureOf(name, 'kata')),
  });
  const parts = await readFleet(ports, { ...order, limits: { clusters: 100, findings: 10 } });
  expect(parts.clusters).toHaveLength(100);
  expect(parts.gaps.filter(({ kind }) => kind === 'unread').length).toBeGreaterThan(0);
  expect(
    composeReport({ ...parts, scope: { kind: 'fleet' } }, { madeAt: now, version: '1', apiUrl: 'https://x/api' })
      .outcome,
  ).toBe('not-checked');
});

test('a thousand clusters of three pools come whole, in every format, ten read at a time', async () => {
  const names = Array.from({ length: 1_000 }, (_, n) => `c${n}`);
  const pools = ['k1', 'k2', 'k3'];
  const { ports, seen } = worldOf({
    clusters: names.map((name) => factsOf(name, pools)),
    postures: names.flatMap((name) => pools.map((pool) => postureOf(name, pool))),
    findingsOf: (name) => Array.from({ length: 5 }, (_, n) => findingOf(name, `n/Deployment/${n}`, 'medium')),
  });
  const parts = await readFleet(ports, order);
  expect(seen.mostAtOnce).toBeLessThanOrEqual(10);
  const report = composeReport(
    { ...parts, scope: { kind: 'fleet' } },
    { madeAt: now, version: '1', apiUrl: 'https://x/api' },
  );
  expect(report).toMatchObject({
    outcome: 'passed',
    coverage: { clusters: 1_000, pools: 3_000, poolsPassed: 3_000 },
    gaps: [],
  });
  expect(report.findings).toHaveLength(5_000);
  for (const format of reportFormatNames) {
    const text = await renderReport(report, format, { results: 'all' });
    // An answer of a function is built in memory: no format needs more than some dozen MB of it.
    expect([format, text.length < 40_000_000]).toEqual([format, true]);
    if (format !== 'markdown') expect([format, text.includes('c999')]).toEqual([format, true]);
  }
});

test('where no subscription is watched, pools on record are told, and that Azure was not asked', async () => {
  const { ports } = worldOf({ clusters: [], postures: [postureOf('a', 'kata')] });
  const parts = await readFleet(ports, { ...order, places: [] });
  expect(parts.pools).toMatchObject([{ poolName: 'kata', outcome: 'passed' }]);
  expect(parts.gaps).toEqual([expect.objectContaining({ kind: 'unread', subject: 'a' })]);
  expect(
    composeReport({ ...parts, scope: { kind: 'fleet' } }, { madeAt: now, version: '1', apiUrl: 'https://x/api' })
      .outcome,
  ).toBe('not-checked');
});
