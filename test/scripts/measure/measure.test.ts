import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Figure } from '../../../scripts/measure/figure.ts';
import { keepsLimit, spreadOf } from '../../../scripts/measure/judge.ts';
import { readMeasured, withTable } from '../../../scripts/measure/measured.ts';
import { renderFigure, renderNumber } from '../../../scripts/measure/render.ts';

const figure = (more: Partial<Figure>): Figure => ({
  ...{ what: 'A proof', unit: '×', samples: [1, 1.2, 3], limit: { most: 1.3 }, judged: 'median' },
  ...more,
});

describe('a limit', () => {
  test.each([
    ['the median, at most', {}, true],
    ['the median, at most, of an even number', { samples: [1, 1.2, 1.5, 9] }, false],
    ['every sample, at most', { judged: 'all' }, false],
    ['the median, at least', { limit: { least: 1.2 } }, true],
    ['every sample, at least', { limit: { least: 1.2 }, judged: 'all' }, false],
    ['nothing measured', { samples: [] }, false],
    ['what is no number', { samples: [1, Number.NaN, 1], judged: 'all' }, false],
  ] as [string, Partial<Figure>, boolean][])('is kept by %s', (_name, more, kept) => {
    expect(keepsLimit(figure(more))).toBe(kept);
  });

  test('is told beside minimum, median and maximum', () => {
    expect(spreadOf([3, 1, 2, 10])).toEqual({ least: 1, median: 2.5, most: 10 });
    expect(renderFigure(figure({ against: 'raw calls' }))).toBe(
      '  ok     A proof, against raw calls: 1 / 1.2 / 3 × (at most 1.3 ×, median)',
    );
    expect(renderFigure(figure({ unit: 'calls', samples: [6, 6], limit: { most: 5 }, judged: 'all' }))).toContain(
      'BROKEN A proof: 6 calls (at most 5 calls)',
    );
    expect(renderFigure(figure({ unit: 'calls', samples: [1], limit: { most: 1 } }))).toContain(
      '1 call (at most 1 call)',
    );
    expect(renderFigure(figure({ unit: '', samples: [1.03], limit: { most: 1.1 } }))).toContain('1.03 (at most 1.1)');
    expect([0.04211, 1.049, 24, 1234.5].map(renderNumber)).toEqual(['0.042', '1.05', '24', '1235']);
  });
});

describe('the table of the README', () => {
  const readme = readFileSync('README.md', 'utf8');

  test('is what bench/measured.json says', () => {
    expect(withTable(readme, readMeasured())).toBe(readme);
  });

  test('has a place, or nothing is written', () => {
    expect(() => withTable('# Another page', {})).toThrow('measured');
  });
});

test('a benchmark that there is not is named, with those that there are', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bench/bench.ts', 'nonesuch'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('There is no benchmark nonesuch');
});
