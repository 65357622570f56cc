import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ControlId, controlTitles } from '../../shared/workloads/control-catalogue.ts';
import { type FindingRule, findingRules } from '../../shared/workloads/finding-rules.ts';
import { systemNamespaces } from '../../shared/workloads/sandbox-policy.ts';

const lines = readFileSync(join(import.meta.dirname, '../../docs/findings.md'), 'utf8').split('\n');
const rules: [string, FindingRule][] = Object.entries(findingRules);

/** Returns the rows of the table under a heading, without its header. */
function rowsUnder(heading: string): string[] {
  const section = lines.slice(lines.indexOf(`## ${heading}`) + 1);
  const end = section.findIndex((line) => line.startsWith('## '));
  return section
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => line.startsWith('| `') || line.startsWith('| **'));
}

describe('docs/findings.md', () => {
  test('lists every rule as it is, in order', () => {
    const expected = rules.map(
      ([id, { severity, title, remedy }]) => `| \`${id}\` | ${severity} | ${title} | ${remedy} |`,
    );
    expect(rowsUnder('The rules')).toEqual(expected);
  });

  test('lists every control with the rules that are evidence for it', () => {
    const expected = (Object.keys(controlTitles) as ControlId[]).map((control) => {
      const evidence = rules.filter(([, { controls }]) => controls.includes(control)).map(([id]) => `\`${id}\``);
      expect(evidence).not.toEqual([]);
      return `| **${control}** | ${controlTitles[control]} | ${evidence.join(', ')} |`;
    });
    expect(rowsUnder('Controls')).toEqual(expected);
  });

  test('names the system namespaces', () => {
    expect(lines.join(' ')).toContain(systemNamespaces.map((name) => `\`${name}\``).join(', '));
  });
});
