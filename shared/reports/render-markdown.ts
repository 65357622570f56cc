import { shorten } from '../plain/shorten.ts';
import { coverageInWords } from './model/coverage-in-words.ts';
import { gapInWords, isToldByPool } from './model/gaps.ts';
import { byOutcome } from './model/outcome-of.ts';
import type { Outcome, Report, ReportFinding, ReportPool } from './model/report.ts';
import { outcomeInWords, stateOfPool, titleOf, toolInWords } from './model/title-of.ts';

/** A comment of GitHub takes 65,536 characters ("body is too long"), and what says what was left out takes some. */
const mostChars = 65_000;

/** Longer texts are cut in a table: the report in another format has them whole. */
const mostOfCell = 300;

/** The same of the sentence above the tables, which may tell an error of others. */
const mostOfSummary = 2_000;

const marks: Record<Outcome, string> = { passed: '✅', failed: '❌', 'not-checked': '⚠️' };

/**
 * A report for a pull request or a wiki, in GitHub's Markdown. It fits a comment: what does not is counted at the end.
 * Nothing in it that a cluster wrote is markup, a link or a mention.
 */
export function renderMarkdown(report: Report): string {
  const { scope, outcome, summary, madeAt, tool } = report;
  const head = [
    `## ${marks[outcome]} ${escapeMarkdown(titleOf(scope))}: ${outcomeInWords[outcome]}`,
    escapeMarkdown(shorten(summary, mostOfSummary)),
    ...(scope.kind === 'run'
      ? [
          `Run \`${codeOf(scope.runId)}\`, ${escapeMarkdown(scope.status)}, began ${scope.startedAt}, ended ${scope.endedAt ?? 'not yet'}.`,
        ]
      : []),
    `Coverage: ${coverageInWords(report.coverage)}.`,
  ].join('\n\n');
  const foot = `\n\n<sub>${escapeMarkdown(toolInWords(tool))}, ${madeAt}. ⚠️ is what could not be checked, was never checked or is stale: no pass.</sub>\n`;
  return cut(head, [poolTable(report), nodeTable(report), gapTable(report), findingTable(report)], foot);
}

interface Table {
  heading: string;
  /** What its rows are, in the plural. */
  rowsAre: string;
  columns: readonly string[];
  rows: readonly string[][];
}

/** What a table leaves to each of those after it, if they need it: many pools are no reason to tell of no finding. */
const leastOfTable = 8_000;

/** As many rows as fit, each table in turn, and what was left out. */
function cut(head: string, tables: readonly Table[], foot: string): string {
  let text = head;
  const left: string[] = [];
  const written = tables.filter(({ rows }) => rows.length > 0).map(writeTable);
  for (const [at, { rowsAre, begin, rows }] of written.entries()) {
    const kept = written.slice(at + 1).reduce((sum, { length }) => sum + Math.min(length, leastOfTable), 0);
    let shown = 0;
    let length = text.length + begin.length;
    for (const row of rows) {
      length += row.length;
      if (length > mostChars - foot.length - 400 - kept) break;
      shown++;
    }
    if (shown > 0) text += begin + rows.slice(0, shown).join('');
    if (shown < rows.length) left.push(`${rows.length - shown} of ${rows.length} ${rowsAre}`);
  }
  const told = left.length > 0 ? `\n\n**Left out, because a comment holds no more: ${left.join(', ')}.**` : '';
  return `${text}${told}${foot}`;
}

function writeTable({ heading, rowsAre, columns, rows }: Table) {
  const begin = `\n\n### ${heading}\n\n| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;
  const lines = rows.map((cells) => `\n| ${cells.join(' | ')} |`);
  return { rowsAre, begin, rows: lines, length: lines.reduce((sum, line) => sum + line.length, begin.length) };
}

function poolTable({ pools, scope }: Report): Table {
  const fleet = scope.kind === 'fleet';
  const row = (pool: ReportPool): string[] => [
    marks[pool.outcome],
    ...(fleet ? [cell(pool.clusterName)] : []),
    cell(pool.poolName),
    cell(stateOfPool(pool)),
    `${pool.nodesProven ?? 0}/${pool.nodesPresent ?? '?'}`,
    pool.provenAt ?? '',
    cell(pool.because),
    cell(pool.remedy ?? ''),
  ];
  const columns = ['', ...(fleet ? ['Cluster'] : []), 'Pool', 'State', 'Nodes', 'Proven', 'Why', 'What to do'];
  return { heading: 'Pools', rowsAre: 'pools', columns, rows: pools.toSorted(byOutcome).map(row) };
}

function nodeTable({ nodes }: Report): Table {
  const rows = nodes
    .toSorted(byOutcome)
    .map((node) => [marks[node.outcome], cell(node.poolName), cell(node.nodeName), node.verdict, cell(node.reason)]);
  return { heading: 'Nodes', rowsAre: 'nodes', columns: ['', 'Pool', 'Node', 'Verdict', 'Why'], rows };
}

function gapTable({ gaps }: Report): Table {
  const own = gaps.filter((gap) => !isToldByPool(gap));
  const rows = own.map(({ kind, subject, message }) => [gapInWords[kind], cell(subject), cell(message)]);
  return { heading: 'Not looked at', rowsAre: 'gaps', columns: ['What', 'Where', 'Why'], rows };
}

function findingTable({ findings, scope }: Report): Table {
  const fleet = scope.kind === 'fleet';
  const row = (finding: ReportFinding): string[] => [
    finding.waiver ? `waived until ${finding.waiver.until.slice(0, 10)}` : finding.severity,
    ...(fleet ? [cell(finding.clusterName)] : []),
    `\`${codeOf(finding.rule)}\``,
    cell(finding.subject),
    cell(finding.message),
    cell(finding.waiver ? `Accepted: ${finding.waiver.reason}` : finding.remedy),
  ];
  const columns = ['Severity', ...(fleet ? ['Cluster'] : []), 'Rule', 'Subject', 'What', 'What to do'];
  return { heading: 'Findings', rowsAre: 'findings', columns, rows: findings.map(row) };
}

function cell(text: string): string {
  return escapeMarkdown(shorten(text, mostOfCell));
}

/**
 * Every sign that begins markup is escaped (CommonMark, 2.4), HTML is written as entities, and a zero-width space after `@`
 * and `#` keeps GitHub from mentioning a person or linking an issue; `://` and `www.` would become links, `GH-1` an issue, and
 * what stands between colons, as in an address of IPv6, an emoji (`:1234:`).
 */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n\t ]+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()+|~!^$=]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#]/g, '$&\u200b')
    .replaceAll('://', ':\u200b//')
    .replace(/www\./gi, '$&\u200b')
    .replace(/\bgh(?=-\d)/gi, '$&\u200b')
    .replace(/:(?=[\w+-]+:)/g, '$&\u200b')
    .replace(/^(\d+)([.)])(?= |$)/, '$1\\$2')
    .replace(/^-(?= |--|$)/, '\\-');
}

/** What stands between backticks is shown as it is, but for a backtick and the end of a cell. */
function codeOf(text: string): string {
  return text.replace(/[`|\r\n]/g, ' ');
}
