import type { Outcome } from '../model/report.ts';
import { html, type Markup } from './markup.ts';

const glyphs: Record<Outcome, string> = { passed: '✓', failed: '✕', 'not-checked': '?' };

/** The sign of an outcome: its form says it, and its colour says it again. */
export function mark(outcome: Outcome): Markup {
  return html`<span class="mark" aria-hidden="true">${glyphs[outcome]}</span>`;
}

/** An outcome in a word. */
export function tag(outcome: Outcome, word: string): Markup {
  return html`<span class="tag ${outcome}">${mark(outcome)}${word}</span>`;
}

/** A moment as people read it, in UTC. */
export function moment(at: string | null): Markup {
  if (at === null) return html`–`;
  return html`<time class="nowrap" datetime="${at}">${at.slice(0, 16).replace('T', ' ')}</time>`;
}

export interface Column {
  heading: string;
  /** Of its cells. */
  className?: 'nowrap' | 'wide' | 'name';
}

/** A table that can be scrolled by keyboard where it is wider than the screen. The first cell is the head of its row. */
export function table(label: string, columns: readonly Column[], rows: readonly (readonly Markup[])[]): Markup {
  const cells = (row: readonly Markup[]) =>
    row.map((cell, index) => {
      const className = columns[index]?.className ?? '';
      return index === 0
        ? html`<th scope="row" class="${className}">${cell}</th>`
        : html`<td class="${className}">${cell}</td>`;
    });
  return html`<div class="card wrap" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map(({ heading }) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}

/** A name of several parts, which may be broken after each slash and hyphen. */
export function path(text: string): Markup {
  return html`${text.split(/(?<=[/-])/).map((part, index) => (index > 0 ? html`<wbr>${part}` : part))}`;
}

/** A digest or an id: cut on the page, whole for who hovers or reads the table of evidence. */
export function shortDigest(digest: string): Markup {
  return html`<code title="${digest}">${digest.slice(0, 12)}…</code>`;
}
