import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import Ajv2020Module from 'ajv/dist/2020.js';
import { loadAll } from 'js-yaml';
import type { Report } from '../../shared/reports/model/report.ts';
import { renderPolicyReport } from '../../shared/reports/render-policy-report.ts';
import {
  clusterReport,
  fleetReport,
  hostileReport,
  runReport,
  sampleReports,
  shown,
} from '../support/samples/sample-reports.ts';
import { type PolicyReport, policyReportSchema } from './own-schemas/policy-report.ts';
import { readPublished } from './published-schema.ts';

const formats = ['openreports', 'policyreport'] as const;

/** As others read YAML: by a parser that is not the one that wrote it. */
const parse = (report: Report, format: (typeof formats)[number] = 'openreports'): PolicyReport[] =>
  (loadAll(renderPolicyReport(report, format)) as unknown[]).map((each) => policyReportSchema.parse(each));

interface Definition {
  spec: { versions: { name: string; schema: { openAPIV3Schema: object } }[] };
}

/** The schema with every object closed, as `kubectl apply` warns of fields that a definition does not have. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const entries = Object.entries(schema).map(([name, each]) => [name, closed(each)]);
  const has = 'properties' in schema && !('additionalProperties' in schema);
  return Object.fromEntries([...entries, ...(has ? [['additionalProperties', false]] : [])]);
}

describe.each(formats)('%s', (format) => {
  const definition = readPublished(`${format}.yaml`);
  const schema =
    definition &&
    (loadAll(definition) as (Definition | null)[])
      .filter((each) => each !== null)
      .flatMap(({ spec }) => spec.versions)[0]?.schema.openAPIV3Schema;

  test.each(Object.entries(sampleReports))(
    'a report (%s) is as its schema has it, and as the published definition has it',
    (_what, make) => {
      const objects = loadAll(renderPolicyReport(make(), format)) as Record<string, unknown>[];
      expect(objects.length).toBeGreaterThan(0);
      for (const object of objects) expect(policyReportSchema.safeParse(object).error).toBeUndefined();
      if (!schema) return;
      const check = new Ajv2020Module.default({ strict: false, allErrors: true, validateFormats: false });
      const validate = check.compile(closed(schema) as object);
      for (const { metadata, ...object } of objects) {
        expect(metadata).toBeDefined();
        validate({ ...object, metadata: {} });
        expect(validate.errors ?? null).toBeNull();
      }
    },
  );

  test('kubectl reads it', () => {
    const text = renderPolicyReport(hostileReport(), format);
    const options = ['label', '--local', '--filename', '-', 'seen=yes', '--output', 'json'];
    const { error, status, stdout, stderr } = spawnSync('kubectl', options, { input: text, encoding: 'utf8' });
    if (error) return console.warn('Not read by kubectl, which is not here.');
    expect([status, stderr]).toEqual([0, '']);
    const first = JSON.parse(stdout.slice(0, stdout.indexOf('\n}\n') + 2)) as PolicyReport;
    expect(first.metadata.labels).toMatchObject({ seen: 'yes', 'app.kubernetes.io/managed-by': 'kataproof' });
    expect(first.results[0]?.message).toContain('<script>alert(1)</script>');
  });
});

test.each([
  'no',
  'on',
  'Y',
  '1:20',
  '012',
  '0o7',
  '1_000',
  '~',
  'null',
  '.inf',
  '2026-11-18',
  '1e3',
  '0x1f',
  '<<',
  '=',
  '- a',
  'a: b',
  '#',
  '&a',
  '*a',
  '!a',
  '%',
  '@',
  '`',
])('to kubectl the text %s is a text', (text) => {
  const options = ['label', '--local', '--filename', '-', 'seen=yes', '--output', 'json'];
  const input = renderPolicyReport({ ...hostileReport(text), gaps: [] }, 'openreports');
  const { error, status, stdout, stderr } = spawnSync('kubectl', options, { input, encoding: 'utf8' });
  if (error) return;
  expect([status, stderr]).toEqual([0, '']);
  const { results } = JSON.parse(stdout) as PolicyReport;
  expect(results[0]).toMatchObject({ message: text, properties: { pool: text } });
});

test('what could not be checked, was never proven or is stale is an error, and the counts are right', () => {
  const objects = parse(fleetReport());
  for (const { summary, results } of objects)
    for (const [result, count] of Object.entries(summary))
      expect(results.filter((each) => each.result === result)).toHaveLength(count);
  const told = objects.flatMap(({ results }) =>
    results.map(({ rule, result, properties }) => [rule, properties['state'] ?? '', result]),
  );
  expect(told).toEqual(
    expect.arrayContaining([
      ['pool-isolated', 'isolated', 'pass'],
      ['pool-isolated', 'shared-kernel', 'fail'],
      ['pool-isolated', 'suspect', 'fail'],
      ['pool-isolated', 'inconclusive', 'error'],
      ['pool-isolated', 'never proven', 'error'],
      ['pool-isolated', 'stale (was isolated)', 'error'],
      ['unread', '', 'error'],
      ['not-inspected', '', 'error'],
      ['pod-not-sandboxed', '', 'fail'],
      ['sandbox-limits-missing', '', 'warn'],
      ['sandbox-memory-too-low', '', 'skip'],
    ]),
  );
  expect(told.filter(([rule, , result]) => rule === 'pool-isolated' && result === 'pass')).toHaveLength(2);
});

test('an object says of its own cluster how much was looked at, when, and by which rules', () => {
  const told = (report: Report) =>
    parse(report).map(({ metadata: { annotations } }) => [
      annotations['kataproof.io/cluster']?.split('/').at(-1),
      annotations['kataproof.io/coverage'],
      annotations['kataproof.io/made-at'],
      annotations['kataproof.io/made-by'],
      annotations['kataproof.io/summary'],
    ]);
  const of = [fleetReport().madeAt, 'Kataproof 1.2.3, rules 1'];
  const [fleet, cluster] = [told(fleetReport()), told(clusterReport())];
  expect(fleet[0]).toEqual([
    ...[
      'payments-weu',
      '3 of 3 nodes isolated in 2 pools, and 1 pool whose nodes nobody has counted; 1 of 1 clusters inspected',
    ],
    ...[...of, expect.stringMatching(/^Of 2 Kata pools: 1 without a proof to rely on, 1 isolated\. /)],
  ]);
  expect(fleet[1]).toEqual(cluster[0]);
  expect(fleet.at(-1)).toEqual([
    undefined,
    expect.stringMatching(/in 8 pools.*clusters inspected$/),
    ...of,
    fleetReport().summary,
  ]);
  expect(told(runReport())[0]?.[1]).toBe('3 of 3 nodes isolated in 1 pool');
});

test('the object of a cluster has the same name each time, and another than that of any other cluster or run', () => {
  const names = (report: Report) => parse(report).map(({ metadata }) => metadata.name);
  expect(names(clusterReport())).toEqual(names({ ...clusterReport(), madeAt: '2027-01-01T00:00:00.000Z' }));
  expect(names(fleetReport())).toContain(names(clusterReport())[0]);
  expect(new Set([...names(fleetReport()), ...names(runReport())]).size).toBe(6);
  expect(names(clusterReport())[0]).toMatch(/^kataproof-checkout-neu-[a-z0-9]{8}$/);
});

test('nodes are named as objects of Kubernetes', () => {
  const [object] = parse(runReport());
  const nodes = object?.results.filter(({ rule }) => rule === 'node-isolated');
  expect(nodes?.map(({ resources, result }) => [resources?.[0]?.name, result])).toEqual([
    ['aks-kata-30114582-vmss000000', 'pass'],
    ['aks-kata-30114582-vmss000001', 'fail'],
    ['aks-kata-30114582-vmss000002', 'error'],
  ]);
});

test('a cluster with more results than an object holds has several objects', () => {
  const report = clusterReport();
  const [pool] = report.pools;
  if (!pool) throw new Error('There is no pool.');
  const pools = Array.from({ length: 900 }, (_, n) => ({ ...pool, poolName: `k${n}` }));
  const objects = parse({ ...report, pools, findings: [], gaps: [] });
  const [first, ...others] = objects.map(({ metadata }) => metadata.name.replace(/^.*-(?=[^-]*$)/, ''));
  expect(first).toMatch(/^[a-z0-9]{8}$/);
  expect(others.slice(0, 2)).toEqual(['2', '3']);
  expect(objects.flatMap(({ results }) => results.map(({ properties }) => properties['pool']))).toEqual(
    pools.map(({ poolName }) => poolName),
  );
});

test.each(formats)('%s: an object fits the annotation in which kubectl apply keeps it', (format) => {
  const report = clusterReport();
  const [pool] = report.pools;
  if (!pool) throw new Error('There is no pool.');
  const pools = Array.from({ length: 900 }, (_, n) => ({ ...pool, poolName: `k${n}`, because: '<&é>'.repeat(100) }));
  for (const object of parse({ ...report, pools }, format)) {
    // Go writes `<`, `>` and `&` as six characters.
    const kept = JSON.stringify(object).replace(/[<>&]/g, '\\u0000');
    expect(Buffer.byteLength(kept)).toBeLessThan(256 * 1024 - 10_000);
  }
});

test('whatever a cluster has written comes through', () => {
  const [object] = parse(hostileReport());
  expect(object?.results.find(({ rule }) => rule === 'pool-isolated')).toMatchObject({
    message: shown,
    properties: { pool: shown },
  });
});
