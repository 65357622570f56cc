import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { sandboxManifests, type SandboxOrder } from '../../shared/manifests/sandbox-manifests.ts';
import { policy } from '../support/samples/sample-facts.ts';
import { oddManifests } from './odd-manifests.ts';

const order: SandboxOrder = { wanted: 'kata-vm-isolation', replace: 'none', namespace: 'default', policy };
const sandbox = (text: string, change: Partial<SandboxOrder> = {}) => sandboxManifests(text, { ...order, ...change });

/** A line without its runtimeClassName, however that is written, and without what makes room for it. */
const withoutClass = (line: string) =>
  line
    .replace(/\{<<: (\*\w+), runtimeClassName: kata-vm-isolation\}/, '$1')
    .replace(/"?runtimeClassName"?\s*:\s*("?kata-vm-isolation"?|""|~|null)?\s*,?\s*/, '')
    .trimEnd();

/** The lines of both texts that differ, the longest common parts of beginning and end left aside, line by line. */
function differences(before: string, after: string): { removed: string[]; added: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const [removed, added]: [string[], string[]] = [[], []];
  let at = 0;
  for (const line of now) {
    if (line === old[at]) at++;
    else {
      added.push(line);
      const replaced = old[at];
      if (replaced !== undefined && withoutClass(line) === withoutClass(replaced)) {
        removed.push(replaced);
        at++;
      }
    }
  }
  return { removed: [...removed, ...old.slice(at)], added };
}

describe.each(Object.entries(oddManifests))('%s', (_name, { text, lines }) => {
  test('changes in the lines of runtimeClassName alone', () => {
    const { text: after } = sandbox(text);
    const { removed, added } = differences(text, after);
    expect(added).toHaveLength(lines);
    for (const line of added) expect(line).toContain('runtimeClassName');
    expect(added.map(withoutClass).filter((line) => line.trim() !== '')).toEqual(removed.map(withoutClass));
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(/[^\r]\n/.test(after)).toBe(/[^\r]\n/.test(text));
  });

  test('does not change a second time', () => {
    const once = sandbox(text);
    const twice = sandbox(once.text);
    expect(twice.text).toBe(once.text);
    expect(twice.results.some(({ changed }) => changed)).toBe(false);
    expect(twice.results.map(({ findings }) => findings)).toEqual(once.results.map(({ findings }) => findings));
  });

  test('is still YAML, with every document', () => {
    const count = (source: string) => [...parseAllDocuments(source)].length;
    expect(count(sandbox(text).text)).toBe(count(text));
  });
});
