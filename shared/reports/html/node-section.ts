import type { Check } from '../../isolation/evidence.ts';
import { byOutcome } from '../model/outcome-of.ts';
import type { Outcome, Report, ReportKernel, ReportNode } from '../model/report.ts';
import { html, type Markup } from './markup.ts';
import { type Column, table, tag } from './parts.ts';

/** Nodes that are shown with all that was seen: a thousand of them would be six hundred sheets of paper. */
const mostCards = 50;

/**
 * Node by node, the gravest first: what the node and both pods showed, side by side, and each check that led to the verdict.
 * Of more nodes than anybody reads so, a table of their verdicts.
 */
export function nodeSection({ nodes }: Report): Markup | null {
  if (nodes.length === 0) return null;
  const sorted = nodes.toSorted(byOutcome);
  return html`<section><h2>Nodes</h2><p class="hint">Both pods ran on the node itself. The ordinary pod has to show the node's kernel, and the sandboxed pod another one, with the mark of Kata. = and ≠ compare with the node.</p>
${sorted.slice(0, mostCards).map(cardOf)}${sorted.length > mostCards && moreNodes(sorted.slice(mostCards))}</section>`;
}

function moreNodes(nodes: readonly ReportNode[]): Markup {
  const columns: Column[] = [
    { heading: 'Node', className: 'name' },
    { heading: 'Verdict', className: 'nowrap' },
    { heading: 'Why', className: 'wide' },
  ];
  const rows = nodes.map(({ nodeName, poolName, outcome, verdict, reason }) => [
    html`${nodeName}<small>${poolName}</small>`,
    tag(outcome, verdict),
    html`${reason}`,
  ]);
  return html`<h3 class="more">${nodes.length} more, none of them graver</h3><p class="hint">What they showed, and each check, is in the same report as JSON.</p>
${table('More nodes', columns, rows)}`;
}

function cardOf({ nodeName, poolName, outcome, verdict, reason, kernels, checks, notes }: ReportNode): Markup {
  return html`<article class="card node"><div class="head"><h3>${nodeName}</h3>${tag(outcome, verdict)}<span class="hint">${poolName}</span></div>
<p>${reason}</p>${kernelTable(kernels)}
${checks.length > 0 && html`<details><summary>${countChecks(checks)}</summary><ul class="checks">${checks.map(checkOf)}</ul>${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}</details>`}</article>\n`;
}

function countChecks(checks: readonly Check[]): string {
  const passed = checks.filter(({ state }) => state === 'passed').length;
  return `${passed} of ${checks.length} checks passed`;
}

const outcomes: Record<Check['state'], Outcome> = { passed: 'passed', failed: 'failed', unknown: 'not-checked' };

function checkOf({ id, state, expected, seen }: Check): Markup {
  return html`<li><span class="${outcomes[state]} mark" title="${state}">${state === 'passed' ? '✓' : state === 'failed' ? '✕' : '?'}</span><span><code>${id}</code> ${state}. Expected ${expected}; saw ${seen}.</span></li>`;
}

type Kernels = ReportNode['kernels'];

function kernelTable({ node, ordinary, sandboxed }: Kernels): Markup | null {
  if (!node && !ordinary && !sandboxed) return null;
  const rows = [
    row('Kernel release', [node, ordinary, sandboxed], (kernel) => kernel.release),
    row('Boot id', [node, ordinary, sandboxed], (kernel) => kernel.bootId),
    row('Mark of Kata', [null, ordinary, sandboxed], ({ kataMark }) =>
      kataMark === null ? null : kataMark ? 'yes' : 'no',
    ),
    row('DMI', [null, ordinary, sandboxed], (kernel) => kernel.dmi),
  ];
  return html`<table><thead><tr><td></td><th scope="col">Node</th><th scope="col">Ordinary pod</th><th scope="col">Sandboxed pod</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function row(
  heading: string,
  [node = null, ...pods]: readonly (ReportKernel | null)[],
  of: (kernel: ReportKernel) => string | null,
): Markup {
  const own = node && of(node);
  const cell = (kernel: ReportKernel | null): Markup => {
    const value = kernel && of(kernel);
    const compared = own === null || value === null ? '' : value === own ? 'same' : 'differs';
    return html`<td class="mono ${compared}">${value ?? '–'}</td>`;
  };
  return html`<tr><th scope="row">${heading}</th><td class="mono">${own ?? '–'}</td>${pods.map(cell)}</tr>`;
}
