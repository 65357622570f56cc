import { expect, test } from '@jest/globals';
import { lexer, type Token, type Tokens } from 'marked';
import type { Report } from '../../shared/reports/model/report.ts';
import { renderMarkdown } from '../../shared/reports/render-markdown.ts';
import {
  clusterReport,
  fleetReport,
  hostileReport,
  nodeOfRun,
  runReport,
  soundReport,
} from '../support/samples/sample-reports.ts';

const all = (tokens: readonly Token[]): Token[] =>
  tokens.flatMap((token) => [
    token,
    ...all('tokens' in token ? (token.tokens ?? []) : []),
    ...(token.type === 'table' ? cellsOf(token as Tokens.Table).flatMap((cell) => all(cell.tokens)) : []),
  ]);

const cellsOf = ({ header, rows }: Tokens.Table) => [...header, ...rows.flat()];

/** As others read it: by a parser of GitHub's Markdown that knows nothing of us. */
const parse = (report: Report) => all(lexer(renderMarkdown(report), { gfm: true }));
const tablesOf = (report: Report) => parse(report).filter((token): token is Tokens.Table => token.type === 'table');

test('says first what it is and what came out', () => {
  const heading = (report: Report) => parse(report).find(({ type }) => type === 'heading') as Tokens.Heading;
  expect(heading(soundReport()).text).toBe('✅ Cluster sound: isolated');
  expect(heading(clusterReport()).text).toBe('❌ Cluster checkout-neu: not isolated');
  const running = { status: 'Running', endedAt: null, result: null };
  expect(heading(runReport({ ...running, nodes: [nodeOfRun('n', 'inconclusive')] })).text).toBe(
    '⚠️ Proof of cluster checkout-neu: not checked',
  );
  expect(heading(runReport(running)).text).toBe('❌ Proof of cluster checkout-neu: not isolated');
});

test('what could not be checked has the sign of no pass', () => {
  const rows = tablesOf(fleetReport())[0]?.rows.map((cells) => cells.map(({ text }) => text).slice(0, 4));
  expect(rows).toEqual([
    ['❌', 'checkout-neu', 'kataa', 'shared-kernel'],
    ['❌', 'batch-eus', 'kata', 'suspect'],
    ['⚠️', 'payments-weu', 'katanew', 'never proven'],
    ['⚠️', 'checkout-neu', 'katab', 'stale \\(was isolated\\)'],
    ['⚠️', 'checkout-neu', 'katac', 'inconclusive'],
    ['⚠️', 'batch-eus', 'upgraded', 'stale \\(was isolated\\)'],
    ['✅', 'payments-weu', 'kata', 'isolated'],
    ['✅', 'unread-sea', 'kata', 'isolated'],
  ]);
  expect(renderMarkdown(fleetReport())).toContain(
    '| could not be read | 99999999-9999-4999-8999-999999999999 | Forbidden',
  );
});

test('nothing that a cluster wrote is markup, a link, a mention, or the end of a cell', () => {
  for (const text of [
    undefined,
    '- [x] done',
    '1. one',
    '# head',
    '***',
    'https://evil.example www.evil.example @octocat',
    'GH-26 gh-26 fd00:1234::1234:1',
  ]) {
    const report = text === undefined ? hostileReport() : hostileReport(text);
    const tokens = parse(report);
    const ours = /^<\/?sub>$/;
    const types = new Set(tokens.filter(({ raw }) => !ours.test(raw.trim())).map(({ type }) => type));
    for (const type of ['html', 'link', 'image', 'em', 'del', 'list', 'code', 'blockquote', 'checkbox'])
      expect([text, [...types]]).not.toEqual([text, expect.arrayContaining([type])]);
    for (const { header, rows } of tablesOf(report)) for (const row of rows) expect(row).toHaveLength(header.length);
    expect(renderMarkdown(report)).not.toMatch(/@octocat|https?:\/\/evil|www\.evil|gh-26|:1234:/i);
    const codes = tokens.filter(({ type }) => type === 'codespan').map((token) => (token as Tokens.Codespan).text);
    expect(codes.filter((code) => code.includes('script'))).toEqual([]);
  }
});

test('fits a comment of a pull request, and counts what it left out', () => {
  const report = fleetReport();
  const [pool] = report.pools;
  if (!pool) throw new Error('There is no pool.');
  const pools = Array.from({ length: 3_000 }, (_, n) => ({ ...pool, poolName: `k${n}` }));
  const text = renderMarkdown({ ...report, pools });
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text.length).toBeGreaterThan(50_000);
  const [, left, of] = /Left out, because a comment holds no more: (\d+) of (\d+) pools/.exec(text) ?? [];
  const shown = text.match(/\| k\d+ \|/g)?.length ?? 0;
  expect([Number(of), Number(left) + shown]).toEqual([3_000, 3_000]);
  expect(text).toContain('no pass.');
});

test.each(['- [x] done', ' - one', '-', '1.', ' 2. two', '_www.evil.example', '(www.evil.example', '# head'])(
  'nor is it where it stands alone: %s',
  (message) => {
    const report = { ...runReport(), summary: message, pools: [], nodes: [], gaps: [] };
    const types = new Set(parse(report).map(({ type }) => type));
    for (const type of ['list', 'link', 'checkbox']) expect(types).not.toContain(type);
    expect(parse(report).filter(({ type }) => type === 'heading')).toHaveLength(1);
  },
);

test('fits a comment whatever an error says, and says what does not fit', () => {
  const message = '<!-- |'.repeat(20_000);
  const text = renderMarkdown(runReport({ status: 'Failed', error: { code: 'Lost', message } }));
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).toContain('Lost: &lt;');
  expect(text).toContain('| aks-kata-30114582-vmss000001 |');
});

test('one is told as one', () => {
  const { coverage, ...report } = fleetReport();
  const told = (poolsUncounted: number) => renderMarkdown({ ...report, coverage: { ...coverage, poolsUncounted } });
  expect(told(1)).toContain('and 1 pool whose nodes nobody has counted');
  expect(told(2)).toContain('and 2 pools whose nodes nobody has counted');
});

test('many pools are no reason to tell of no finding and of nothing that was not looked at', () => {
  const report = fleetReport();
  const [pool] = report.pools;
  if (!pool) throw new Error('There is no pool.');
  const pools = Array.from({ length: 3_000 }, (_, n) => ({ ...pool, poolName: `k${n}` }));
  const text = renderMarkdown({ ...report, pools });
  expect(text).toContain('Forbidden: the role Reader is missing.');
  expect(text).toContain('`pod-not-sandboxed`');
  expect(text).not.toMatch(/of \d+ (gaps|findings)/);
});
