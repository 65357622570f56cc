import { describe, expect, test } from '@jest/globals';
import { coverPlace, findWorst, type PlaceCoverage, type ProvenNode } from '../../shared/isolation/coverage.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { judgePool } from '../../shared/isolation/judge-pool.ts';
import { worstVerdict } from '../../shared/isolation/worst-verdict.ts';

const proven = (verdict: Verdict, index: number, change: Partial<ProvenNode> = {}): ProvenNode => ({
  ...{ nodeName: `node-${index}`, poolName: 'kata', verdict, reason: `because ${verdict}` },
  ...{ uid: `uid-${index}`, bootId: `boot-${index}`, guestBootId: null },
  ...change,
});
const registered = (index: number, change: object = {}) => ({
  ...{ name: `node-${index}`, poolName: 'kata', uid: `uid-${index}`, bootId: `boot-${index}` },
  ...change,
});

/** The coverage of a pool that has so many nodes by ARM, of which these are registered. */
function cover(nodes: ReturnType<typeof registered>[], found: ProvenNode[], told: number | null = nodes.length) {
  return { ...coverPlace('kata', nodes, found), letBe: null, told, changing: false } satisfies PlaceCoverage;
}

const pool = (verdicts: Verdict[], told = verdicts.length) =>
  judgePool(
    cover(
      verdicts.map((_, index) => registered(index)),
      verdicts.map((verdict, index) => proven(verdict, index)),
      told,
    ),
  );

describe('a pool', () => {
  test('is isolated only when every node that is there is', () => {
    expect(pool(['isolated', 'isolated'])).toMatchObject({ verdict: 'isolated', nodesPresent: 2, nodesProven: 2 });
  });

  test('is its worst node, and names it', () => {
    const verdict = pool(['isolated', 'shared-kernel', 'suspect', 'inconclusive']);
    expect(verdict.verdict).toBe('shared-kernel');
    expect(verdict.reason).toBe('1 of 4 nodes shared-kernel, first node-1: because shared-kernel');
  });

  test('of which a node never registered is inconclusive, and says how many Azure counts', () => {
    const judged = pool(['isolated', 'isolated'], 3);
    expect(judged).toMatchObject({ verdict: 'inconclusive', nodesPresent: 3, nodesProven: 2 });
    expect(judged.reason).toBe('Azure counts 3 nodes, of which 2 are registered in the cluster.');
  });

  test('of which a node left after its proof is inconclusive, unless Azure counts it no longer', () => {
    const found = [0, 1, 2].map((index) => proven('isolated', index));
    const left = [registered(0), registered(1)];
    expect(judgePool(cover(left, found, 3)).verdict).toBe('inconclusive');
    expect(judgePool(cover(left, found, 2))).toMatchObject({ verdict: 'isolated', nodesPresent: 2, nodesProven: 2 });
  });

  test('lets a node go that went before it could be proven', () => {
    const found = [proven('isolated', 0), proven('inconclusive', 1, { uid: null, bootId: null })];
    expect(judgePool(cover([registered(0)], found, 1)).verdict).toBe('isolated');
  });

  test('does not let a leak go with its node, nor with its reboot', () => {
    const found = [proven('isolated', 0), proven('shared-kernel', 1)];
    expect(judgePool(cover([registered(0)], found, 1)).verdict).toBe('shared-kernel');
    expect(judgePool(cover([registered(0), registered(1, { bootId: 'other' })], found)).verdict).toBe('shared-kernel');
  });

  test.each([
    ['came', { name: 'node-9' }],
    ['rebooted', { bootId: 'another' }],
    ['was replaced', { uid: 'another' }],
  ])('is inconclusive when a node %s after the proofs, and names it', (_what, change) => {
    const judged = judgePool(
      cover([registered(0), registered(1, change)], [proven('isolated', 0), proven('isolated', 1)]),
    );
    expect(judged.verdict).toBe('inconclusive');
    expect(judged.reason).toMatch(/^Only 1 of 2 nodes were looked at: not node-[19]\.$/);
  });

  test('tells the gap beside the worst node', () => {
    expect(pool(['inconclusive', 'isolated'], 4).reason).toBe(
      '1 of 4 nodes inconclusive, first node-0: because inconclusive Azure counts 4 nodes, of which 2 are registered in the cluster.',
    );
    expect(pool(['shared-kernel'], 3).verdict).toBe('shared-kernel');
    expect(pool(['suspect'], 3).verdict).toBe('suspect');
  });

  test('is what its proofs have told, even if nothing of it could be stored', () => {
    const handedOn = findWorst([proven('suspect', 0)]);
    expect(judgePool(cover([registered(0)], []), handedOn).verdict).toBe('suspect');
    expect(judgePool(cover([], [], 0), handedOn).reason).toMatch(/^1 of 1 nodes suspect/);
  });

  test('is compared with the nodes that are there when Azure does not say how many there are', () => {
    const covered = cover([registered(0)], [proven('isolated', 0)], null);
    expect(judgePool(covered)).toMatchObject({ verdict: 'isolated', nodesPresent: 1 });
  });

  test('is inconclusive without nodes', () => {
    expect(pool([])).toMatchObject({ verdict: 'inconclusive', reason: 'There is no node to prove.' });
    expect(pool([], 2).verdict).toBe('inconclusive');
  });

  test('names few of many nodes', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => registered(index));
    expect(judgePool(cover(nodes, [])).reason).toMatch(/not node-0, node-1, node-2 and 997 more\.$/);
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
