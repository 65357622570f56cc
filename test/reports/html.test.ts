import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import { renderHtml } from '../../shared/reports/html/render-html.ts';
import { style, styleHash } from '../../shared/reports/html/style.ts';
import type { Report } from '../../shared/reports/model/report.ts';
import {
  fleetReport,
  hostileReport,
  nodeOfRun,
  runReport,
  sampleReports,
  soundReport,
} from '../support/samples/sample-reports.ts';

/** A validator of HTML and of what makes it accessible, that nobody here wrote. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // Matters of style: a file is written for browsers.
    'no-inline-style': 'error',
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'doctype-style': 'off',
    // What scrolls must be reachable by keyboard, and has a name for that.
    'prefer-native-element': 'off',
  },
});

async function findMistakes(report: Report): Promise<string[]> {
  const { results } = await validator.validateString(renderHtml(report));
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  );
}

describe.each(Object.entries(sampleReports))('a report (%s)', (_what, make) => {
  test('is valid and accessible', async () => {
    expect(await findMistakes(make())).toEqual([]);
  });

  test('is one file that loads nothing and runs nothing', () => {
    const text = renderHtml(make());
    expect(text).not.toMatch(/<(script|link|img|iframe|object|embed|form|base|audio|video)[\s>]/i);
    expect(text).not.toMatch(/\s(style|on\w+|src|href)\s*=/i);
    expect(style).not.toMatch(/url\(|@import|expression/i);
    expect(text).toContain(`content="default-src &#39;none&#39;; style-src &#39;${styleHash}&#39;`);
  });
});

test('a mistake would be found', async () => {
  const { valid } = await validator.validateString(
    '<!DOCTYPE html><html><head></head><body><table><td>x</table></body></html>',
  );
  expect(valid).toBe(false);
});

test('its policy lets its own style in, by hash', () => {
  const hash = createHash('sha256').update(style).digest('base64');
  // When the style has changed: this is its hash now.
  expect(styleHash).toBe(`sha256-${hash}`);
});

test('whatever a cluster wrote is text', () => {
  const text = renderHtml(hostileReport());
  expect(text).not.toContain('<script>');
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).not.toMatch(/[^\P{Cc}\n\t]|[\u202e\p{Cs}]/u);
});

test('what was not looked at comes before what was seen, and nothing of it looks like a pass', () => {
  const text = renderHtml(fleetReport());
  expect(text.indexOf('<h2>Not looked at</h2>')).toBeGreaterThan(0);
  expect(text.indexOf('<h2>Not looked at</h2>')).toBeLessThan(text.indexOf('<h2>Node pools</h2>'));
  for (const state of ['never proven', 'stale (was isolated)', 'inconclusive'])
    expect(text).toMatch(
      new RegExp(
        `<span class="tag not-checked"><span class="mark" aria-hidden="true">\\?</span>${state.replace(/[()]/g, '\\$&')}</span>`,
      ),
    );
  expect(renderHtml(soundReport())).not.toContain('<h2>Not looked at</h2>');
});

test('of a thousand nodes the gravest are shown with all that was seen, and the others in a table', async () => {
  const nodes = Array.from({ length: 1_000 }, (_, n) => nodeOfRun(`node-${n}`, n === 999 ? 'suspect' : 'isolated'));
  const report = runReport({ nodes });
  const text = renderHtml(report);
  expect(text.match(/<article/g)).toHaveLength(50);
  const [cards = '', table = ''] = text.split('950 more, none of them graver');
  expect(cards).toContain('<h3>node-999</h3>');
  expect(table.match(/<th scope="row" class="name">node-\d+<small>kata<\/small>/g)).toHaveLength(950);
  expect(await findMistakes(report)).toEqual([]);
  expect(renderHtml(runReport({ nodes: nodes.slice(-50) }))).not.toContain('none of them graver');
});

test('a run shows what node and pods showed, and where they differ, by more than colour', () => {
  const text = renderHtml(runReport());
  expect(text).toContain('<td class="mono differs">7d0f2a4e-9a1b-4f0e-8a55-2c2b5d7e6f10</td>');
  expect(text).toContain('<td class="mono same">0f6a1c52-3b1e-4c55-9c0a-1d1f4f0e9a11</td>');
  expect(style).toContain('td.differs::before{content:"\\2260');
});
