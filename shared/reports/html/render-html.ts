import type { Report } from '../model/report.ts';
import { titleOf, toolInWords } from '../model/title-of.ts';
import { headOfReport } from './head-of-report.ts';
import { html, Markup } from './markup.ts';
import { nodeSection } from './node-section.ts';
import { evidenceSection, findingSection, gapSection, poolSection } from './sections.ts';
import { style, styleHash } from './style.ts';

/** Nothing is loaded and nothing runs: of all that a page may do, this one has its own style. */
export const htmlPolicy = `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;

/** A report as one file for people: it needs nothing else, prints well, and has no script. */
export function renderHtml(report: Report): string {
  const { scope, madeAt, tool } = report;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${htmlPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<meta name="generator" content="${tool.name} ${tool.version}"><title>${titleOf(scope)}, ${madeAt.slice(0, 10)} · Kataproof</title><style>${new Markup(style)}</style></head>
<body><main>${headOfReport(report)}
${gapSection(report)}
${poolSection(report)}
${nodeSection(report)}
${findingSection(report)}
${evidenceSection(report)}
<footer><p><strong>isolated</strong>: every node gave the sandboxed pod a kernel of its own, and it is Kata's. <strong>shared-kernel</strong>: a sandboxed pod ran on its node's kernel. <strong>suspect</strong>: it had another kernel, and not surely Kata's. <strong>inconclusive</strong>: it could not be checked. A proof that is <strong>stale</strong> is no pass.</p>
<p>${toolInWords(tool)}, ${madeAt}.</p></footer></main></body></html>
`.text;
}
