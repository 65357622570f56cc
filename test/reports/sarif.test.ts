import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import Ajv2020Module from 'ajv/dist/2020.js';
import type { Log, Result } from 'sarif';
import type { Report } from '../../shared/reports/model/report.ts';
import { renderSarif } from '../../shared/reports/sarif/render-sarif.ts';
import {
  clusterReport,
  fleetReport,
  hostileReport,
  runReport,
  sampleReports,
  soundReport,
} from '../support/samples/sample-reports.ts';

const run = promisify(execFile);
/** Microsoft's own reader of SARIF, with the schema that it ships and the rules of what GitHub takes. */
const multitool = (() => {
  try {
    const { resolve } = createRequire(
      createRequire(import.meta.url).resolve('@microsoft/sarif-multitool/package.json'),
    );
    return dirname(resolve(`@microsoft/sarif-multitool-${process.platform}/package.json`));
  } catch {
    return null;
  }
})();
if (!multitool) console.warn(`SARIF is not validated: there is no multitool for ${process.platform}.`);

const folder = mkdtempSync(join(tmpdir(), 'kataproof-sarif-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the multitool has against logs: rules that they break, notes of taste and of the network left out. */
async function findMistakes(logs: Record<string, string>): Promise<string[]> {
  const files = Object.entries(logs).map(([name, text]) => {
    writeFileSync(join(folder, `${name}.sarif`), text);
    return join(folder, `${name}.sarif`);
  });
  const output = join(folder, 'validation.json');
  const tool = join(multitool ?? '', 'Sarif.Multitool');
  const options = ['--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--kind', 'Fail'];
  const written = [...options, '--log', 'ForceOverwrite', '--output', output];
  // npm may run no scripts of packages, and the one of this package makes the tool executable.
  chmodSync(tool, 0o755);
  await run(tool, ['validate', ...files, ...written]).catch((error: { stdout?: string }) => {
    if (!error.stdout?.includes('Analysis completed')) throw error;
  });
  const { runs } = JSON.parse(readFileSync(output, 'utf8').replace(/^\ufeff/, '')) as Log;
  expect(runs[0]?.invocations?.[0]?.executionSuccessful).toBe(true);
  return (runs[0]?.results ?? [])
    .filter(({ ruleId = '' }) => !tasteOrNetwork.includes(ruleId))
    .map(({ ruleId, locations, message }) => {
      const file = locations?.[0]?.physicalLocation?.artifactLocation?.uri?.split('/').at(-1);
      return `${file} ${ruleId}: ${message.id ?? message.text} ${(message.arguments ?? []).join(' ')}`;
    });
}

/** SARIF2006 asks whether URLs answer. */
const tasteOrNetwork = ['SARIF2006'];

const parse = (report: Report, results: 'all' | 'alerts' = 'all') =>
  (JSON.parse(renderSarif(report, results)) as Log).runs[0];

describe.each(Object.entries(sampleReports))('a report (%s)', (_what, make) => {
  (multitool ? test : test.skip)('is as the published schema has it', () => {
    const schema = JSON.parse(readFileSync(join(multitool ?? '', 'sarif-2.1.0.json'), 'utf8').replace(/^\ufeff/, ''));
    const check = new Ajv2020Module.default({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    check(JSON.parse(renderSarif(make(), 'all')));
    expect(check.errors ?? null).toBeNull();
    expect(check({ ...JSON.parse(renderSarif(make(), 'all')), version: '2.0.0' })).toBe(false);
  });

  test('has a rule for each result, and a place that GitHub takes', () => {
    const log = parse(make());
    for (const { ruleId, ruleIndex = -1, locations, partialFingerprints, kind, level } of log?.results ?? []) {
      expect(log?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
      expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/^kataproof\/[\w%.~!*'()/-]+$/);
      expect(locations?.[0]?.physicalLocation?.region?.startLine).toBe(1);
      expect(Object.keys(partialFingerprints ?? {})).toEqual(['kataproofSubject/v1', 'primaryLocationLineHash']);
      expect(kind === 'fail').toBe(level !== 'none');
    }
  });
});

(multitool ? test : test.skip)('no report breaks a rule of SARIF or GitHub, and a mistake would be found', async () => {
  const logs = Object.entries(sampleReports).flatMap(([name, make]) =>
    (['all', 'alerts'] as const).map((results) => [`${name}-${results}`, renderSarif(make(), results)]),
  );
  const placeless = JSON.parse(renderSarif(soundReport(), 'all')) as Log;
  delete placeless.runs[0]?.results?.[0]?.locations;
  const mistakes = await findMistakes({ ...Object.fromEntries(logs), mistake: JSON.stringify(placeless) });
  expect(mistakes.length).toBeGreaterThan(0);
  expect(mistakes.filter((mistake) => !/^mistake\.sarif GH\d+: Error_MissingLocationsArray/.test(mistake))).toEqual([]);
});

const kindsOf = (results: readonly Result[] = []) =>
  Object.groupBy(
    results.map(({ ruleId = '', kind = '' }) => ({ ruleId, kind })),
    ({ kind }) => kind,
  );

test('what could not be checked, was never proven or is stale is to be reviewed, and never passes', () => {
  const kinds = kindsOf(parse(fleetReport())?.results);
  expect(kinds['review']?.map(({ ruleId }) => ruleId).sort()).toEqual([
    'isolation-not-checked',
    'never-proven',
    'proof-stale',
    'proof-stale',
  ]);
  expect(kinds['pass']?.map(({ ruleId }) => ruleId)).toEqual(['kata-isolation', 'kata-isolation']);
  expect(kinds['fail']?.map(({ ruleId }) => ruleId)).toEqual(
    expect.arrayContaining(['shared-kernel', 'suspect-kernel']),
  );
});

test('nothing that a cluster wrote is a link', () => {
  const run = parse(hostileReport());
  const told = [...(run?.results ?? []), ...(run?.invocations?.[0]?.toolExecutionNotifications ?? [])];
  const texts = told.map(({ message }) => message.text ?? '').filter((text) => text.includes('evil.example'));
  expect(texts.length).toBeGreaterThan(4);
  for (const text of texts) expect(text).not.toMatch(/\[[^\]]*\]\(/);
});

test('what was not looked at is told, and such an invocation was no success', () => {
  const [invocation] = parse(fleetReport())?.invocations ?? [];
  expect(invocation?.executionSuccessful).toBe(false);
  const told = invocation?.toolExecutionNotifications?.map(
    ({ descriptor, message }) => `${descriptor?.id} ${message.text}`,
  );
  expect(told).toContain('gap/unread 99999999-9999-4999-8999-999999999999: Forbidden: the role Reader is missing.');
  expect(parse(soundReport())?.invocations?.[0]).toMatchObject({
    executionSuccessful: true,
    toolExecutionNotifications: [],
  });
});

test('a waiver is a suppression from outside, with who, until when and why', () => {
  const waived = parse(clusterReport())?.results?.find(({ ruleId }) => ruleId === 'sandbox-memory-too-low');
  expect(waived?.suppressions).toEqual([
    expect.objectContaining({
      kind: 'external',
      status: 'accepted',
      justification: expect.stringMatching(/^Waived by ada@example\.com until 2026-12-26T.*: Moves to/),
    }),
  ]);
});

test('rules name severity, what to do and controls', () => {
  const rules = new Map(parse(clusterReport())?.tool.driver.rules?.map((rule) => [rule.id, rule]));
  expect(rules.get('shared-kernel')).toMatchObject({
    defaultConfiguration: { level: 'error' },
    help: { text: expect.stringContaining('untrusted workloads') },
    properties: { 'security-severity': '9.5', tags: expect.arrayContaining(['security', 'NIST-800-53 SC-39']) },
  });
  expect(rules.get('local-accounts-enabled')).toMatchObject({
    defaultConfiguration: { level: 'warning' },
    properties: { 'security-severity': '5.5', tags: expect.arrayContaining(['NIST-800-53 CM-6(1)']) },
  });
});

test('readers that take every result for an alert get nothing that is none', () => {
  const results = parse(fleetReport(), 'alerts')?.results ?? [];
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['fail']));
  expect(results.filter(({ suppressions }) => suppressions)).toEqual([]);
  expect(results.map(({ ruleId }) => ruleId)).toEqual(
    expect.arrayContaining(['never-proven', 'proof-stale', 'shared-kernel']),
  );
  expect(results.map(({ ruleId }) => ruleId)).not.toContain('kata-isolation');
});

test('what could not be looked at is an alert, so that alerts of what is not seen are not closed in silence', () => {
  const gapsOf = (report: Report) =>
    (parse(report, 'alerts')?.results ?? []).flatMap(({ ruleId = '', message, level }) =>
      ruleId.startsWith('gap/') ? [`${level} ${ruleId} ${message.text}`] : [],
    );
  expect(gapsOf(fleetReport())).toContain(
    'warning gap/unread 99999999-9999-4999-8999-999999999999: Forbidden: the role Reader is missing.',
  );
  // A pool says itself that it was never proven or is stale.
  expect(gapsOf(fleetReport()).filter((told) => /never-proven|stale|inconclusive/.test(told))).toEqual([]);
  const running = runReport({ nodes: [], status: 'Running', result: null, endedAt: null });
  expect(gapsOf(running)).toEqual([expect.stringMatching(/^warning gap\/not-ended run 7978-run: The run is Running/)]);
  expect(parse(soundReport(), 'alerts')?.results).toEqual([]);
});

test('a result keeps its fingerprint from report to report, and no two have the same', () => {
  const prints = (report: Report) =>
    parse(report)?.results?.map(({ partialFingerprints }) => partialFingerprints?.['kataproofSubject/v1']);
  const first = prints(fleetReport());
  expect(prints({ ...fleetReport(), madeAt: '2027-01-01T00:00:00.000Z' })).toEqual(first);
  expect(new Set(first).size).toBe(first?.length);
});
