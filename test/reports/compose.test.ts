import { describe, expect, test } from '@jest/globals';
import { reportSchema } from '../../shared/api/answers/report-schemas.ts';
import { reportFormatNames } from '../../shared/reports/model/report-formats.ts';
import { nameReport } from '../../shared/reports/name-report.ts';
import { renderReport } from '../../shared/reports/render-report.ts';
import {
  clusterReport,
  fleetReport,
  hostileReport,
  nodeOfRun,
  runReport,
  sampleReports,
  shown,
  soundReport,
} from '../support/samples/sample-reports.ts';

test.each(Object.entries(sampleReports))('a report (%s) is what the document of the API says', (_what, make) => {
  expect(reportSchema.safeParse(make()).error).toBeUndefined();
});

test('a pool that is stale or was never proven is not checked, whatever it was; a leak stays one', () => {
  const told = fleetReport().pools.map(({ poolName, verdict, age, outcome }) => [poolName, verdict, age, outcome]);
  expect(told).toEqual([
    ['kata', 'isolated', 'due', 'passed'],
    ['katanew', null, 'never', 'not-checked'],
    ['kataa', 'shared-kernel', 'due', 'failed'],
    ['katab', 'isolated', 'stale', 'not-checked'],
    ['katac', 'inconclusive', 'due', 'not-checked'],
    ['kata', 'suspect', 'due', 'failed'],
    ['upgraded', 'isolated', 'stale', 'not-checked'],
    ['kata', 'isolated', 'fresh', 'passed'],
  ]);
});

test('a pool that did not pass has what to do', () => {
  const remedies = Object.fromEntries(
    fleetReport().pools.map(({ poolName, verdict, age, remedy }) => [`${poolName} ${verdict} ${age}`, remedy]),
  );
  expect(remedies).toEqual({
    'kata isolated due': null,
    'kata isolated fresh': null,
    'katanew null never': expect.stringContaining('Prove it'),
    'kataa shared-kernel due': expect.stringContaining('Keep untrusted workloads off the pool'),
    'katab isolated stale': expect.stringContaining('Prove again'),
    'katac inconclusive due': expect.stringContaining('repair that and prove again'),
    'kata suspect due': expect.stringContaining('Find out which handler'),
    'upgraded isolated stale': expect.stringContaining('Prove again'),
  });
});

test('nodes of a stale proof are not counted as isolated', () => {
  const { coverage, pools } = fleetReport();
  const proven = pools.filter(({ age }) => age !== 'stale').reduce((sum, pool) => sum + (pool.nodesProven ?? 0), 0);
  expect(coverage).toMatchObject({ nodesPresent: 18, nodesProven: proven });
  expect(proven).toBe(10);
});

test('everything that nobody looked at is among the gaps', () => {
  expect(fleetReport().gaps.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    'unread 99999999-9999-4999-8999-999999999999',
    'never-proven katanew',
    'stale katab',
    'inconclusive katac',
    'stale upgraded',
    'not-inspected batch-eus',
    'nodes-unseen kata',
    'unread unread-sea',
    'not-inspected unread-sea',
  ]);
});

describe('a report passes as a whole', () => {
  test('only where every pool passed and nothing went unread', () => {
    expect(soundReport().outcome).toBe('passed');
    expect(clusterReport('payments-weu').outcome).toBe('not-checked');
    expect(clusterReport('checkout-neu').outcome).toBe('failed');
  });

  test('of a run whose pool was changing by its end never, in any format', async () => {
    const nodes = ['a', 'b', 'c'].map((name) => nodeOfRun(name, 'isolated'));
    const steady = runReport({ nodes, verdict: 'isolated', reason: 'All 3 nodes.' });
    expect(steady).toMatchObject({ outcome: 'passed', summary: 'All 3 nodes.', gaps: [] });
    const report = runReport({ nodes, verdict: 'isolated', reason: 'All 3 nodes.', changing: true });
    expect(report).toMatchObject({
      outcome: 'not-checked',
      summary: 'All 3 nodes. Changing by then, so not to be relied on: kata.',
      coverage: { poolsPassed: 0, poolsNotChecked: 1, nodesProven: 0 },
      pools: [{ outcome: 'not-checked', age: 'stale', staleBecause: ['changing'] }],
      gaps: [{ kind: 'stale', subject: 'kata' }],
    });
    const text = (format: 'junit' | 'sarif' | 'oscal') => renderReport(report, format, { results: 'all' });
    expect(await text('junit')).toContain('<error type="stale (was isolated)"');
    expect(await text('junit')).not.toContain('type="isolated"');
    expect(await text('sarif')).toContain('"proof-stale"');
    expect(await text('oscal')).not.toContain('"satisfied"');
  });

  test('and says how many findings stand all the same', () => {
    expect(clusterReport('checkout-neu').summary).toMatch(/ 2 findings stand, 1 of them high or critical\.$/);
    expect(soundReport().summary).toBe('Of 1 Kata pool: 1 isolated.');
  });

  test('of a run that has not ended never', () => {
    const nodes = [nodeOfRun('n', 'isolated')];
    const running = runReport({ nodes, verdict: 'isolated', status: 'Running', result: null, endedAt: null });
    expect(running).toMatchObject({ outcome: 'not-checked', pools: [], gaps: [{ kind: 'not-ended' }] });
    expect(running.nodes).toMatchObject([{ nodeName: 'n', outcome: 'passed' }]);
    expect(running.coverage).toMatchObject({ pools: 1, poolsPassed: 0, poolsNotChecked: 1, nodesProven: 1 });
    const failed = runReport({ nodes, verdict: 'isolated', status: 'Failed' });
    expect([failed.outcome, failed.gaps.map(({ kind }) => kind)]).toEqual([
      'not-checked',
      ['nodes-unseen', 'not-ended'],
    ]);
  });
});

test.each([
  ['goes on', { status: 'Running', endedAt: null }, 'The run is Running.', 'not isolated'],
  ['was lost', { status: 'Failed', error: { code: 'Lost', message: 'It was lost.' } }, 'Lost: It was lost.', 'Lost'],
])('a leak that a run has seen is one, though the run %s', async (_what, change, summary, type) => {
  const nodes = [nodeOfRun('a', 'isolated'), nodeOfRun('b', 'shared-kernel'), nodeOfRun('c', 'suspect')];
  const report = runReport({ nodes, result: null, ...change });
  expect([report.outcome, report.summary]).toEqual([
    'failed',
    `${summary} Of 3 nodes that it has proven, 2 are not isolated.`,
  ]);
  expect(report.gaps.map(({ kind }) => kind)).toEqual(['not-ended']);
  expect(report.coverage).toEqual({
    ...{ clusters: 1, clustersInspected: null, pools: 1, poolsPassed: 0, poolsFailed: 1, poolsNotChecked: 0 },
    ...{ nodesPresent: 3, nodesProven: 1, poolsUncounted: 1 },
  });
  const junit = await renderReport(report, 'junit', { results: 'all' });
  expect(junit).toMatch(new RegExp(`name="run 7978-run"[^>]*>\\s*<failure type="${type}"`));
});

test('nodes of a run that nobody looked at are counted', () => {
  const { gaps } = runReport({ nodes: [nodeOfRun('n', 'isolated')], verdict: 'inconclusive' });
  expect(gaps).toContainEqual(
    expect.objectContaining({ kind: 'nodes-unseen', message: '2 of its 3 nodes were not looked at.' }),
  );
});

test('what clusters wrote is shown as it is read: no control characters, no halves of characters, nothing backwards', () => {
  const { pools, findings, nodes } = hostileReport();
  expect([pools[0]?.because, findings[0]?.message, nodes[0]?.reason]).toEqual([shown, shown, shown]);
});

test('a run of a thousand nodes comes whole in every format', async () => {
  const nodes = Array.from({ length: 1_000 }, (_, n) =>
    nodeOfRun(`node-${n}`, n === 999 ? 'shared-kernel' : 'isolated'),
  );
  const report = runReport({ nodes });
  for (const format of reportFormatNames) {
    const text = await renderReport(report, format, { results: 'all' });
    // OSCAL is about pools; a comment has the node that leaks, and counts what it left out.
    if (format !== 'oscal') expect([format, text.includes('node-999')]).toEqual([format, true]);
    expect([format, text.length < 20_000_000]).toEqual([format, true]);
  }
});

test('a file is named after what it is about, in letters that every system takes', () => {
  expect(nameReport(clusterReport(), 'junit')).toBe('kataproof-checkout-neu-2026-11-26.junit.xml');
  expect(nameReport(fleetReport(), 'html')).toBe('kataproof-fleet-2026-11-26.html');
  for (const format of reportFormatNames) expect(nameReport(hostileReport(), format)).toMatch(/^[\w.-]{1,130}$/);
});
