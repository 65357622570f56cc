import { gapInWords, isToldByPool } from '../model/gaps.ts';
import { byOutcome } from '../model/outcome-of.ts';
import type { Gap, Report, ReportFinding, ReportPool } from '../model/report.ts';
import { stateOfPool } from '../model/title-of.ts';
import { html, type Markup } from './markup.ts';
import { type Column, moment, path, shortDigest, table, tag } from './parts.ts';

/** What nobody looked at comes before what was seen, so that nobody takes the one for the whole. */
export function gapSection({ gaps, scope, clusters }: Report): Markup | null {
  if (gaps.length === 0) return null;
  const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]));
  const place = ({ clusterId, subject }: Gap) => {
    const name = scope.kind === 'fleet' && clusterId !== null ? names.get(clusterId) : undefined;
    return name === undefined || name === subject ? subject : `${name} / ${subject}`;
  };
  const own = gaps.filter((gap) => !isToldByPool(gap));
  const pools = new Set(gaps.filter(isToldByPool).map(({ clusterId, subject }) => `${clusterId}/${subject}`)).size;
  return html`<section><h2>Not looked at</h2><p class="hint">None of this is a pass.</p>
<div class="card gaps"><ul>${own.map((gap) => html`<li><strong>${place(gap)}</strong> · ${gapInWords[gap.kind]}<br>${gap.message}</li>`)}
${pools > 0 && html`<li><strong>${pools} node ${pools === 1 ? 'pool' : 'pools'}</strong> · without a proof to rely on, or with nodes that were not proven: see below</li>`}</ul></div></section>`;
}

export function poolSection({ pools, scope }: Report): Markup | null {
  if (pools.length === 0) return null;
  const fleet = scope.kind === 'fleet';
  const run = scope.kind === 'run';
  const columns: Column[] = [
    { heading: 'Pool', className: 'name' },
    { heading: 'State', className: 'nowrap' },
    { heading: 'Why', className: 'wide' },
    { heading: 'Nodes isolated', className: 'nowrap' },
    ...(run ? [] : [{ heading: 'Proven, good until' }]),
    { heading: 'Node image', className: 'name' },
  ];
  const row = (pool: ReportPool): Markup[] => [
    html`${pool.poolName}${fleet && html`<small>${pool.clusterName}</small>`}${pool.quarantined && html`<small>in quarantine</small>`}`,
    html`${tag(pool.outcome, stateOfPool(pool))}${pool.since !== null && html`<small>since ${moment(pool.since)}</small>`}`,
    html`${pool.because}${pool.remedy !== null && html`<small>What to do: ${pool.remedy}</small>`}${pool.age === 'due' && pool.outcome === 'passed' && html`<small>The proof is due: the next nightly check renews it.</small>`}`,
    html`${pool.nodesProven ?? 0} of ${pool.nodesPresent ?? 'unknown'}`,
    ...(run
      ? []
      : [html`${moment(pool.provenAt)}<small>${pool.freshUntil === null ? '' : moment(pool.freshUntil)}</small>`]),
    html`${pool.nodeImageVersion ? html`<span class="mono">${path(pool.nodeImageVersion)}</span>` : '–'}${pool.evidenceDigest !== null && html`<small>evidence ${shortDigest(pool.evidenceDigest)}</small>`}`,
  ];
  return html`<section><h2>Node pools</h2><p class="hint">The state of a pool is the verdict about its worst node. Times are UTC.</p>
${table('Node pools', columns, pools.toSorted(byOutcome).map(row))}</section>`;
}

/** More rows of digests are for machines: the other formats have them. */
const mostDigests = 200;

export function evidenceSection({ pools, apiUrl }: Report): Markup | null {
  const kept = pools.filter(({ evidenceDigest }) => evidenceDigest !== null);
  if (kept.length === 0 || kept.length > mostDigests) return null;
  const rows = kept.map(({ poolName, clusterName, evidenceDigest, runId }) => [
    html`${poolName}<small>${clusterName}</small>`,
    html`<code>${evidenceDigest}</code>`,
    html`<code>${runId ?? '–'}</code>`,
  ]);
  return html`<section><h2>Evidence</h2><p class="hint">SHA-256 of the bytes that were judged: <code>${apiUrl}/clusters/…/evidence/{digest}</code> returns them.</p>
${table(
  'Evidence',
  [
    { heading: 'Pool', className: 'name' },
    { heading: 'SHA-256', className: 'wide' },
    { heading: 'Run', className: 'wide' },
  ],
  rows,
)}</section>`;
}

export function findingSection({ findings, scope }: Report): Markup | null {
  if (scope.kind === 'run' || findings.length === 0) return null;
  const fleet = scope.kind === 'fleet';
  const row = (finding: ReportFinding): Markup[] => [
    html`${path(finding.subject)}${fleet && html`<small>${finding.clusterName}</small>`}`,
    severityTag(finding),
    html`${finding.message}${finding.waiver && html`<small>Accepted${finding.waiver.by === null ? '' : ` by ${finding.waiver.by}`} until ${finding.waiver.until.slice(0, 10)}: ${finding.waiver.reason}</small>`}`,
    html`${finding.remedy}`,
    html`<code>${finding.rule}</code><small>${finding.controls.join(', ')}</small>`,
  ];
  const columns: Column[] = [
    { heading: 'Subject', className: 'name' },
    { heading: 'Severity', className: 'nowrap' },
    { heading: 'What was found', className: 'wide' },
    { heading: 'What to do', className: 'wide' },
    { heading: 'Rule and controls', className: 'name' },
  ];
  const standing = findings.filter(({ state }) => state === 'standing').length;
  return html`<section><h2>Findings</h2><p class="hint">${standing} standing, ${findings.length - standing} accepted for a time. A finding is evidence for a control, not the control itself.</p>
${table('Findings', columns, findings.map(row))}</section>`;
}

function severityTag({ severity, state }: ReportFinding): Markup {
  return state === 'waived'
    ? html`<span class="tag plain waived">waived</span><small>${severity}</small>`
    : html`<span class="tag plain ${severity}">${severity}</span>`;
}
