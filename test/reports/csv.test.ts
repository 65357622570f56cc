import { expect, test } from '@jest/globals';
import papaparse from 'papaparse';
import type { Report } from '../../shared/reports/model/report.ts';
import { renderCsv } from '../../shared/reports/render-csv.ts';
import {
  clusterReport,
  fleetReport,
  hostileReport,
  runReport,
  shown,
  soundReport,
} from '../support/samples/sample-reports.ts';

/** As others read it: by a parser of RFC 4180 that knows nothing of us. */
function read(report: Report): Record<string, string>[] {
  const { data, errors } = papaparse.parse<Record<string, string>>(renderCsv(report), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

test('a report has a row for itself, each pool, node and finding, and each thing that was not looked at', () => {
  const [fleet, run] = [fleetReport(), runReport()];
  const count = (report: Report) =>
    Object.entries(Object.groupBy(read(report), ({ record = '' }) => record)).map(([record, rows]) => [
      record,
      rows?.length,
    ]);
  expect(Object.fromEntries(count(fleet))).toEqual({
    ...{ report: 1, pool: fleet.pools.length, finding: fleet.findings.length, 'not-looked-at': fleet.gaps.length },
  });
  expect(Object.fromEntries(count(run))).toMatchObject({ report: 1, pool: 1, node: 3 });
  expect(read(soundReport()).map(({ record, outcome }) => [record, outcome])).toEqual([
    ['report', 'passed'],
    ['pool', 'passed'],
  ]);
});

test('what could not be checked is no pass in any row', () => {
  const outcomes = read(fleetReport()).map(({ subject, state, outcome }) => [subject, state, outcome]);
  expect(outcomes).toEqual(
    expect.arrayContaining([
      ['katanew', 'never proven', 'not-checked'],
      ['katab', 'stale (was isolated)', 'not-checked'],
      ['katac', 'inconclusive', 'not-checked'],
      ['kataa', 'shared-kernel', 'failed'],
    ]),
  );
});

test('the evidence of a pool is there by its hash, and a waiver with its end', () => {
  const rows = read(clusterReport());
  expect(rows.find(({ subject }) => subject === 'kataa')?.['evidence_sha256']).toBe('ab'.repeat(32));
  expect(rows.find(({ rule }) => rule === 'sandbox-memory-too-low')).toMatchObject({
    state: 'waived',
    outcome: '',
    waived_until: '2026-12-26T12:00:00.000Z',
    waived_because: 'Moves to the new pool with the next release.',
  });
});

test('who filters by outcome finds the findings that stand, as JUnit has them', () => {
  const outcomes = read(fleetReport()).flatMap(({ record, rule, outcome }) =>
    record === 'finding' ? [[rule, outcome]] : [],
  );
  expect(outcomes).toEqual(
    expect.arrayContaining([
      ['pod-not-sandboxed', 'failed'],
      ['local-accounts-enabled', 'failed'],
      ['sandbox-limits-missing', ''],
      ['kata-nodes-idle', ''],
      ['sandbox-memory-too-low', ''],
    ]),
  );
});

test('its first row says when, by which rules, and how much was looked at', () => {
  const { madeAt, summary } = fleetReport();
  expect(read(fleetReport())[0]).toMatchObject({
    ...{ record: 'report', state: 'Kataproof 1.2.3, rules 1', proven_at: madeAt },
    message: `${summary} Coverage: 10 of 18 nodes isolated in 8 pools, and 2 pools whose nodes nobody has counted; 2 of 4 clusters inspected.`,
  });
});

test('begins with the mark by which Excel knows UTF-8, and has it nowhere else', () => {
  const text = renderCsv(fleetReport());
  expect(text).toMatch(/^\ufeffrecord,outcome,/);
  expect(text).toContain('…');
  expect(text.lastIndexOf('\ufeff')).toBe(0);
  expect(Object.keys(read(soundReport())[0] ?? {})[0]).toBe('record');
});

test('no cell is a formula to a spreadsheet', () => {
  for (const begin of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1']) {
    const rows = read(hostileReport(`${begin}|cmd`));
    const cells = rows.flatMap((row) => Object.values(row)).filter((cell) => cell.includes('|cmd'));
    expect(cells.length).toBeGreaterThan(5);
    expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
  }
});

test('whatever a cluster has written comes through', () => {
  expect(read(hostileReport()).find(({ record }) => record === 'pool')).toMatchObject({
    subject: shown,
    message: shown,
  });
});
