import { describe, expect, test } from '@jest/globals';
import type { NodeVerdict, Verdict } from '../../shared/isolation/evidence.ts';
import { judgePool, worstVerdict } from '../../shared/isolation/judge-pool.ts';

const node = (verdict: Verdict, index = 0): NodeVerdict => ({
  nodeName: `node-${index}`,
  verdict,
  reason: `because ${verdict}`,
  checks: [],
  notes: [],
});
const pool = (verdicts: Verdict[], present = verdicts.length) => judgePool(verdicts.map(node), present);

describe('judgePool', () => {
  test('is isolated only when every node that is present is', () => {
    expect(pool(['isolated', 'isolated'])).toMatchObject({ verdict: 'isolated', nodesPresent: 2, nodesProven: 2 });
    expect(pool(['isolated'], 2)).toMatchObject({ verdict: 'inconclusive', nodesPresent: 2, nodesProven: 1 });
  });

  test('is its worst node, and names it', () => {
    const verdict = pool(['isolated', 'shared-kernel', 'suspect', 'inconclusive']);
    expect(verdict.verdict).toBe('shared-kernel');
    expect(verdict.reason).toBe('1 of 4 nodes shared-kernel, first node-1: because shared-kernel');
  });

  test('a missing node does not soften what was proven', () => {
    expect(pool(['shared-kernel'], 3).verdict).toBe('shared-kernel');
    expect(pool(['suspect'], 3).verdict).toBe('suspect');
    expect(pool(['isolated'], 3).reason).toBe('Only 1 of 3 nodes were looked at.');
  });

  test('is inconclusive without nodes', () => {
    expect(pool([])).toMatchObject({ verdict: 'inconclusive', reason: 'There is no node to prove.' });
    expect(pool([], 2).verdict).toBe('inconclusive');
  });

  test('does not count a node twice for one that nobody looked at', () => {
    expect(judgePool([node('isolated', 1), node('isolated', 1)], 2).verdict).toBe('inconclusive');
  });
});

describe('worstVerdict', () => {
  test('orders shared-kernel, suspect, inconclusive, isolated', () => {
    expect(worstVerdict(['isolated', 'inconclusive'])).toBe('inconclusive');
    expect(worstVerdict(['inconclusive', 'suspect'])).toBe('suspect');
    expect(worstVerdict(['suspect', 'shared-kernel'])).toBe('shared-kernel');
    expect(worstVerdict(['isolated'])).toBe('isolated');
    expect(worstVerdict([])).toBe('inconclusive');
  });
});
