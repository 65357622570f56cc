import { describe, expect, test } from '@jest/globals';
import { doubtVerdict, findSharedBoots } from '../../shared/isolation/find-shared-boots.ts';
import { judgeNode } from '../../shared/isolation/judge-node.ts';
import { hostReport, isolatedEvidence, observe } from '../support/samples/sample-evidence.ts';

const bootId = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

const proven = (nodeName: string, bootId: string | null, guestBootId: string | null) => ({
  ...{ nodeName, bootId, guestBootId },
});

const [a, b] = [proven('a', bootId(1), bootId(11)), proven('b', bootId(2), bootId(12))];
const registered = [a, b].map(({ nodeName, bootId }) => ({ name: nodeName, bootId: bootId ?? '' }));

describe('findSharedBoots', () => {
  test('finds nothing where every kernel has an id of its own', () => {
    expect(findSharedBoots([a, b], registered)).toEqual(new Map());
  });

  test('finds guests of two nodes with one id, whatever its case, and doubts both', () => {
    const guest = '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502';
    const shared = findSharedBoots(
      [proven('a', bootId(1), guest), proven('b', bootId(2), guest.toUpperCase()), proven('c', bootId(3), bootId(13))],
      [],
    );
    expect(shared).toEqual(
      new Map([
        ['a', `The boot id ${guest} of its sandboxed pod is that of sandboxed pods on node b.`],
        ['b', `The boot id ${guest} of its sandboxed pod is that of sandboxed pods on node a.`],
      ]),
    );
  });

  test('finds a guest that shows the id of another node, and doubts the node of the guest alone', () => {
    const shared = findSharedBoots([proven('a', bootId(1), bootId(2)), b], registered);
    expect([...shared]).toEqual([['a', `The boot id ${bootId(2)} of its sandboxed pod is that of node b.`]]);
  });

  test('knows the nodes that were not proven, and those that have left', () => {
    const system = [{ name: 'system-1', bootId: '7D0F2A4E-11CB-4C1A-8F54-93C1C7A1B502' }];
    const replayed = proven('a', bootId(1), '7d0f2a4e-11cb-4c1a-8f54-93c1c7a1b502');
    expect(findSharedBoots([replayed], system).get('a')).toContain('node system-1.');
    expect(findSharedBoots([proven('a', bootId(1), bootId(2)), b], []).has('a')).toBe(true);
    expect(findSharedBoots([b], [{ name: 'b', bootId: bootId(9) }]).size).toBe(0);
  });

  test('finds two nodes with one id of their own', () => {
    const shared = findSharedBoots([proven('a', bootId(1), bootId(11)), proven('b', bootId(1), bootId(12))], []);
    expect([...shared.keys()]).toEqual(['a', 'b']);
    expect(shared.get('a')).toBe(`Its own boot id ${bootId(1)} is that of node b.`);
  });

  test('takes nothing for shared that is no boot id, nor the id of its own node', () => {
    for (const none of ['', null, 'not-a-boot-id'])
      expect(
        findSharedBoots([proven('a', none, none), proven('b', none, none)], [{ name: 'c', bootId: '' }]).size,
      ).toBe(0);
    expect(findSharedBoots([proven('a', bootId(1), bootId(1))], [{ name: 'a', bootId: bootId(1) }]).size).toBe(0);
  });

  test('names a few of very many', () => {
    const many = Array.from({ length: 1000 }, (_, number) => proven(`n${number}`, bootId(number), bootId(5000)));
    const shared = findSharedBoots(many, []);
    expect(shared.size).toBe(1000);
    expect(shared.get('n0')).toMatch(/on nodes n1, n10, n100 and 996 more\.$/);
  });
});

describe('doubtVerdict', () => {
  test('makes a pass suspect, with a check that says why', () => {
    const verdict = judgeNode(isolatedEvidence());
    expect(verdict.verdict).toBe('isolated');
    expect(doubtVerdict(verdict, 'The boot id is that of node b.')).toMatchObject({
      verdict: 'suspect',
      reason: 'The boot id is that of node b. Something was cloned after its boot, replayed or shared.',
      checks: expect.arrayContaining([expect.objectContaining({ id: 'boot-id-alone', state: 'failed' })]),
    });
  });

  test('leaves every other verdict as it is', () => {
    const shared = judgeNode({ ...isolatedEvidence(), sandboxed: observe('sandboxed', hostReport) });
    expect(shared.verdict).toBe('shared-kernel');
    expect(doubtVerdict(shared, 'x')).toBe(shared);
  });
});
