import type { Report } from '../model/report.ts';
import { outcomeInWords, titleOf } from '../model/title-of.ts';
import { html, type Markup } from './markup.ts';
import { mark, moment } from './parts.ts';

const kickers = { run: 'Report of a run', cluster: 'Report of a cluster', fleet: 'Report of the fleet' } as const;

/** What somebody has to see first: of what, the outcome, why, when, by which rules, and how much was looked at. */
export function headOfReport(report: Report): Markup {
  const { scope, outcome, summary } = report;
  const words = outcomeInWords[outcome];
  return html`<header><div><p class="kicker">Kataproof · ${kickers[scope.kind]}</p>
<h1>${titleOf(scope)}</h1>${scope.kind === 'fleet' ? null : html`<p class="mono">${scope.clusterId}</p>`}
<p class="lead">${summary}</p></div>
<div class="stamp ${outcome}">${mark(outcome)}${words.charAt(0).toUpperCase() + words.slice(1)}</div></header>
<dl class="facts">${factsOf(report).map(({ term, value, more }) => html`<div><dt>${term}</dt><dd>${value}${more && html`<small>${more}</small>`}</dd></div>`)}</dl>
${barOf(report)}`;
}

interface Fact {
  term: string;
  value: string | number | Markup;
  more?: string | null;
}

function factsOf({ scope, madeAt, tool, coverage }: Report): Fact[] {
  const { nodesPresent, nodesProven, poolsUncounted, clusters, clustersInspected } = coverage;
  const uncounted =
    poolsUncounted > 0 ? `${poolsUncounted} ${poolsUncounted === 1 ? 'pool was' : 'pools were'} never counted` : null;
  return [
    { term: 'Made (UTC)', value: moment(madeAt) },
    { term: 'Rules', value: `${tool.name} ${tool.version}`, more: `rules of isolation ${tool.rules}` },
    ...(scope.kind === 'run'
      ? [
          { term: 'Run', value: scope.status, more: scope.runId },
          {
            term: 'Began and ended (UTC)',
            value: moment(scope.startedAt),
            more: scope.endedAt?.slice(0, 16).replace('T', ' ') ?? 'goes on',
          },
        ]
      : [
          {
            term: 'Clusters inspected',
            value: `${clustersInspected ?? 0} of ${clusters}`,
            more: 'settings and workloads against the rules',
          },
        ]),
    { term: 'Nodes isolated', value: `${nodesProven} of ${nodesPresent}`, more: uncounted },
  ];
}

/** The pools by outcome, as a bar and in numbers. Lengths are attributes of SVG: the page's policy allows no style of elements. */
function barOf({ coverage }: Report): Markup {
  const { pools, poolsPassed, poolsFailed, poolsNotChecked } = coverage;
  const parts = [
    { className: 'bad', count: poolsFailed },
    { className: 'open', count: poolsNotChecked },
    { className: 'good', count: poolsPassed },
  ].filter(({ count }) => count > 0);
  let x = 0;
  const rects = parts.map(({ className, count }) => {
    const width = (count / pools) * 1000;
    const rect = html`<rect class="${className}" x="${x.toFixed(2)}" y="0" width="${Math.max(width - 3, 2).toFixed(2)}" height="12"/>`;
    x += width;
    return rect;
  });
  const none = html`<rect class="none" x="0" y="0" width="1000" height="12"/>`;
  return html`<svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">${pools === 0 ? none : rects}</svg>
<ul class="legend"><li><b>${pools}</b> Kata ${pools === 1 ? 'pool' : 'pools'}</li><li>${mark('failed')} <b>${poolsFailed}</b> not isolated</li><li>${mark('not-checked')} <b>${poolsNotChecked}</b> without a proof to rely on</li><li>${mark('passed')} <b>${poolsPassed}</b> isolated</li></ul>`;
}
