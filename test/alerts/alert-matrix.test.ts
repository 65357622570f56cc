import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Announced, decideAlert, neverAnnounced } from '../../shared/alerts/decide-alert.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';

const verdictOf: Record<string, Verdict> = {
  I: 'isolated',
  K: 'shared-kernel',
  S: 'suspect',
  '?': 'inconclusive',
};

/** Parses rows like | `I K` | `- o r` | … |, whose columns have the order of `verdictOf`. */
const promises = readFileSync(join(import.meta.dirname, '../../docs/alerts.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [first, ...cells] = [...line.matchAll(/`([IKS?owr-](?: [IKS?owr-])+)`/g)].map(([, cell = '']) => cell);
    return first && cells.length === 4
      ? cells.map((told, column) => ({ sequence: `${first} ${Object.keys(verdictOf)[column]}`, told }))
      : [];
  });

describe('the table of docs/alerts.md', () => {
  test('has every sequence of three verdicts, once', () => {
    expect(new Set(promises.map(({ sequence }) => sequence)).size).toBe(64);
    expect(promises).toHaveLength(64);
  });

  test.each(promises)('promises $told after $sequence, and that is told', ({ sequence, told }) => {
    let state: Announced = neverAnnounced;
    const alerts = sequence.split(' ').map((letter) => {
      const { alert, next } = decideAlert(state, verdictOf[letter] ?? 'isolated', 2);
      state = next;
      return alert?.[0] ?? '-';
    });
    expect(alerts.join(' ')).toBe(told);
  });
});
