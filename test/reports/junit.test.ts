import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'junit2json';
import { validateXML } from 'xmllint-wasm';
import type { Report } from '../../shared/reports/model/report.ts';
import { renderJunit } from '../../shared/reports/render-junit.ts';
import {
  fleetReport,
  hostileReport,
  nodeOfRun,
  type RunChange,
  runReport,
  sampleReports,
  shown,
  soundReport,
} from '../support/samples/sample-reports.ts';
import { readPublished } from './published-schema.ts';

const own = readFileSync(join(import.meta.dirname, 'own-schemas/junit.xsd'), 'utf8');

async function findMistakes(xml: string, schema: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: xml }], schema: [schema] });
  return errors.map(({ message }) => message);
}

/** As others read it: by a parser that knows nothing of us. */
async function read(report: Report) {
  const parsed = await parse(renderJunit(report));
  if (!parsed || !('testsuite' in parsed)) throw new Error('It is no list of suites.');
  const suites = (parsed.testsuite ?? []) as { name?: string; testcase?: Case[] }[];
  return { total: parsed, suites, tests: suites.flatMap(({ testcase = [] }) => testcase) };
}

interface Case {
  name?: string;
  failure?: { type?: string; message?: string; inner?: string }[];
  error?: { type?: string; message?: string; inner?: string }[];
  skipped?: { message?: string }[];
}

const kindOf = ({ failure, error, skipped }: Case) =>
  failure ? 'failure' : error ? 'error' : skipped ? 'skipped' : 'passed';

describe.each(Object.entries(sampleReports))('a report (%s)', (_what, make) => {
  const xml = renderJunit(make());

  test('is as the schema of what we use has it, and as the published one has it', async () => {
    expect(await findMistakes(xml, own)).toEqual([]);
    const published = readPublished('junit.xsd');
    if (published) expect(await findMistakes(xml, published)).toEqual([]);
  });

  test('counts right', async () => {
    const { total, suites, tests } = await read(make());
    const count = (cases: readonly Case[], kind: string) => cases.filter((each) => kindOf(each) === kind).length;
    expect(total).toMatchObject({
      tests: tests.length,
      failures: count(tests, 'failure'),
      errors: count(tests, 'error'),
    });
    for (const { testcase = [], ...suite } of suites)
      expect(suite).toMatchObject({
        ...{ tests: testcase.length, failures: count(testcase, 'failure'), errors: count(testcase, 'error') },
        skipped: count(testcase, 'skipped'),
      });
  });
});

test('a mistake is found by the schema', async () => {
  const xml = renderJunit(soundReport());
  expect(await findMistakes(xml.replace(' time="0"', ''), own)).not.toEqual([]);
  expect(await findMistakes(xml.replace('<testcase', '<testcas'), own)).not.toEqual([]);
});

test('what could not be checked, was never proven or is stale is an error; a leak and a doubt are failures', async () => {
  const { tests } = await read(fleetReport());
  const kinds = tests.map((each) => [each.name, kindOf(each)]);
  expect(kinds).toEqual(
    expect.arrayContaining([
      ['katanew', 'error'],
      ['kataa', 'failure'],
      ['katab', 'error'],
      ['katac', 'error'],
      ['upgraded', 'error'],
      ['could not be read: 99999999-9999-4999-8999-999999999999', 'error'],
      ['never inspected: unread-sea', 'error'],
      ['pod-not-sandboxed: shop/Deployment/basket', 'failure'],
      ['sandbox-memory-too-low: shop/Deployment/search', 'skipped'],
      ['kata-nodes-idle: kata', 'skipped'],
    ]),
  );
  expect(kinds.filter(([, kind]) => kind === 'passed').map(([name]) => name)).toEqual(['kata', 'kata']);
});

describe('the run as a whole', () => {
  const lost = { error: { code: 'Lost', message: 'It was lost.' } };
  const isolated = { verdict: 'isolated' as const, nodes: [nodeOfRun('n', 'isolated')] };
  const cases: [string, RunChange, string][] = [
    ['isolated', isolated, 'passed'],
    ['inconclusive', { verdict: 'inconclusive', nodes: [] }, 'error'],
    ['suspect', { verdict: 'suspect', nodes: [] }, 'failure'],
    ['without a verdict', { verdict: null, nodes: [] }, 'error'],
    ['still running', { ...isolated, status: 'Running', result: null, endedAt: null }, 'error'],
    ['failed after isolated nodes', { ...isolated, status: 'Failed', ...lost }, 'error'],
    ['canceled after a leak', { verdict: 'shared-kernel', nodes: [], status: 'Canceled', ...lost }, 'failure'],
  ];
  test.each(cases)('that is %s', async (_what, change, kind) => {
    const [whole] = (await read(runReport(change))).tests;
    expect([whole?.name, whole && kindOf(whole)]).toEqual(['run 7978-run', kind]);
  });

  test('takes as long as it took', async () => {
    const { suites } = await read(runReport(isolated));
    expect(suites[0]).toMatchObject({ time: 360, timestamp: '2026-11-26T11:00:00.000Z' });
    const backwards = renderJunit(runReport({ ...isolated, endedAt: '2026-11-26T10:59:59.000Z' }));
    expect(backwards).toContain('name="run 7978-run" time="0.000"');
  });
});

test('whatever a cluster has written comes through, but for what XML cannot say', async () => {
  const { tests } = await read(hostileReport());
  const told = tests.findLast(({ failure }) => failure?.[0]?.type === 'suspect')?.failure?.[0];
  expect(told?.inner).toBe(shown);
  expect(told?.message).toBe(shown.replace(/[\n\t]+/g, ' '));
});
