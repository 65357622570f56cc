import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { attributeTable } from '../../shared/telemetry/attribute-table.ts';
import { metricTable } from '../../shared/telemetry/metric-table.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/telemetry.md'), 'utf8');

function renderTable(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const sections = {
  metrics: renderTable(
    ['name', 'kind', 'unit', 'attributes', 'meaning'],
    Object.entries(metricTable).map(([name, { kind, unit, attributes, description }]) => [
      `\`${name}\``,
      kind,
      `\`${unit}\``,
      attributes.map((attribute) => `\`${attribute}\``).join(', ') || 'none',
      description,
    ]),
  ),
  attributes: renderTable(
    ['name', 'meaning'],
    Object.entries(attributeTable).map(([name, meaning]) => [`\`${name}\``, meaning]),
  ),
};

test.each(Object.entries(sections))('docs/telemetry.md shows the table of %s as the code has it', (name, table) => {
  const [, shown] = page.split(new RegExp(`<!-- /?${name} -->`));
  expect(shown?.trim()).toBe(table);
});

test('metrics have attributes that are told of', () => {
  const used = new Set(Object.values(metricTable).flatMap(({ attributes }) => [...attributes]));
  expect([...used].filter((name) => !(name in attributeTable))).toEqual([]);
});
