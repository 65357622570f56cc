import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { reportFormatNames } from '../../shared/reports/model/report-formats.ts';
import { renderReport } from '../../shared/reports/render-report.ts';
import { clusterReport } from '../support/samples/sample-reports.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reports.md'), 'utf8');

/** The examples of a page by the language that each names. */
const [, section = ''] = page.split('## One stale pool in each format');
const examples = [...(section.split('\n## ')[0] ?? '').matchAll(/```(\w+)\n(.*?)```/gs)].map(
  ([, language = '', text = '']): [string, string] => [language, text],
);

const formats = {
  json: 'json',
  markdown: 'markdown',
  csv: 'csv',
  xml: 'junit',
  sarif: 'sarif',
  oscal: 'oscal',
  yaml: 'openreports',
} as const;

test.each(examples)('the example of %s is what a report says, in that order', async (language, text) => {
  const format = formats[language as keyof typeof formats];
  const written = (await renderReport(clusterReport(), format, { results: 'all' })).replaceAll(/\s+/g, ' ');
  // An ellipsis stands for whatever is there.
  const parts = text.split(/[\n…]/).map((part) => part.trim());
  let from = written.indexOf(language === 'oscal' ? 'SI-6 in cluster' : 'katab') - 1_500;
  for (const part of parts.filter((each) => each !== '')) {
    const at = written.indexOf(part, Math.max(from, 0));
    expect([part, at >= 0]).toEqual([part, true]);
    from = at;
  }
});

test('the page names every format', () => {
  expect(examples).toHaveLength(Object.keys(formats).length);
  for (const name of reportFormatNames) expect(page).toContain(`| \`${name}\` |`);
});
