import { describe, expect, test } from '@jest/globals';
import { matchesLabels } from '../../shared/workloads/label-selector.ts';
import { parseLabelSelector } from '../../shared/workloads/parse-label-selector.ts';

function selects(selector: string, labels: Record<string, string>): boolean {
  const parsed = parseLabelSelector(selector);
  if (!parsed) throw new Error(`${selector} is no selector`);
  return matchesLabels(parsed, labels);
}

describe('a label selector', () => {
  // The expectations are the answers of `kubectl get --selector` (Kubernetes, "Labels and Selectors").
  test.each<[string, Record<string, string>, boolean]>([
    ['a=b', { a: 'b' }, true],
    ['a == b', { a: 'b' }, true],
    ['a=b', { a: 'c' }, false],
    ['a=b', {}, false],
    ['a=', { a: '' }, true],
    ['a=', {}, false],
    ['a!=b', { a: 'c' }, true],
    ['a!=b', { a: 'b' }, false],
    ['a!=b', {}, true],
    ['a in (b, c)', { a: 'c' }, true],
    ['a in (b,c)', { a: 'd' }, false],
    ['a in (b,)', { a: '' }, true],
    ['a notin (b,c)', { a: 'd' }, true],
    ['a notin (b,c)', { a: 'b' }, false],
    ['a notin (b,c)', {}, true],
    ['a', { a: '' }, true],
    ['a', {}, false],
    ['!a', {}, true],
    ['!a', { a: '' }, false],
    ['a=b,c in (d,e),!f', { a: 'b', c: 'e' }, true],
    ['a=b,c in (d,e),!f', { a: 'b', c: 'e', f: '' }, false],
    ['team.example/tier-1=x_y.z', { 'team.example/tier-1': 'x_y.z' }, true],
    ['kubernetes.io/metadata.name in (web)', { 'kubernetes.io/metadata.name': 'web' }, true],
    ['constructor', {}, false],
  ])('%s of %j: %j', (selector, labels, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });

  test.each([
    ...['', ',', 'a=b,', 'a b', 'a=b=c', 'a in b', 'a in (b', 'a in b)', 'a in (b) c', 'a>1', '=b', '!', '!a=b'],
    ...[
      'a/b/c=d',
      '/a',
      'A_b.example/c',
      '-a',
      'a=-b',
      `a=${'b'.repeat(64)}`,
      `${'a'.repeat(64)}`,
      'a=b c',
      'a in ((b))',
    ],
    `a in (${'b,'.repeat(2100)}c)`,
  ])('%j is none', (text) => {
    expect(parseLabelSelector(text)).toBeNull();
  });
});
