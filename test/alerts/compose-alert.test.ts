import { describe, expect, test } from '@jest/globals';
import { type AlertFacts, composeAlert, reachOf } from '../../shared/alerts/compose-alert.ts';
import type { Check, NodeVerdict, Verdict } from '../../shared/isolation/evidence.ts';

const check = (id: string, state: Check['state']): Check => ({
  id,
  state,
  expected: `expected of ${id}`,
  seen: `seen of ${id}`,
});
const node = (nodeName: string, verdict: Verdict, checks: Check[] = []): NodeVerdict => ({
  nodeName,
  verdict,
  reason: `Why ${nodeName}.`,
  checks,
  notes: [],
});
const facts: AlertFacts = {
  clusterId: '/subscriptions/s/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo',
  clusterName: 'demo',
  poolName: 'kata',
  verdict: 'shared-kernel',
  reason: 'One node of two shares its kernel.',
  nodes: [
    node('n1', 'isolated', [check('own-kernel', 'passed')]),
    node('n2', 'shared-kernel', [check('control', 'passed'), check('dmi', 'unknown'), check('own-kernel', 'failed')]),
  ],
  since: '2026-11-20T10:00:00.000Z',
  at: '2026-11-20T10:05:00.000Z',
  before: { state: 'isolated', since: '2026-11-01T00:00:00.000Z' },
  newsId: 'run-1',
  runId: 'run-1',
};

describe('an alert', () => {
  test('names cluster, pool, node, check, what was expected and seen, since when, and what to do', () => {
    expect(composeAlert('opened', facts)).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{13}$/),
      kind: 'opened',
      severity: 'critical',
      clusterId: facts.clusterId,
      clusterName: 'demo',
      poolName: 'kata',
      verdict: 'shared-kernel',
      title: 'Not isolated: pool kata of cluster demo is shared-kernel',
      reason: 'One node of two shares its kernel.',
      nodesAffected: 1,
      nodes: [
        {
          nodeName: 'n2',
          verdict: 'shared-kernel',
          check: 'own-kernel',
          expected: 'expected of own-kernel',
          seen: 'seen of own-kernel',
        },
      ],
      since: '2026-11-20T10:00:00.000Z',
      at: '2026-11-20T10:05:00.000Z',
      before: facts.before,
      whatToDo: expect.stringContaining('Move untrusted workloads off the pool now'),
      runId: 'run-1',
    });
  });

  test.each<[Verdict, string]>([
    ['shared-kernel', 'Not isolated: pool kata of cluster demo is shared-kernel'],
    ['suspect', 'Not isolated: pool kata of cluster demo is suspect'],
    ['inconclusive', 'Not proven: pool kata of cluster demo is inconclusive'],
  ])('of a pool that is %s has a title that says no more and no less', (verdict, title) => {
    expect(composeAlert('opened', { ...facts, verdict })).toMatchObject({ title });
  });

  test('advises nothing that holds for one cause of a doubt alone', () => {
    const nodes = [node('n1', 'suspect', [check('boot-id-alone', 'failed')])];
    expect(composeAlert('opened', { ...facts, verdict: 'suspect', nodes }).whatToDo).not.toMatch(/no mark/);
  });

  test('says of a node without any check why there is none', () => {
    const [named] = composeAlert('opened', { ...facts, nodes: [node('n3', 'inconclusive')] }).nodes;
    expect(named).toMatchObject({ check: 'none', seen: 'Why n3.' });
  });

  test('that is over says so, and what is over', () => {
    const before = { state: 'shared-kernel', since: '2026-11-19T00:00:00.000Z' } as const;
    const over = composeAlert('resolved', { ...facts, verdict: 'isolated', nodes: [], before });
    expect(over).toMatchObject({
      severity: 'info',
      title: 'Resolved: pool kata of cluster demo is isolated',
      nodesAffected: 0,
      before,
      whatToDo: 'Nothing.',
    });
  });

  test.each([
    ['opened', 'shared-kernel', 'critical'],
    ['worsened', 'shared-kernel', 'critical'],
    ['opened', 'suspect', 'warning'],
    ['opened', 'inconclusive', 'warning'],
    ['stale', 'isolated', 'warning'],
    ['resolved', 'isolated', 'info'],
  ] as const)('%s %s is %s', (kind, verdict, severity) => {
    expect(composeAlert(kind, { ...facts, verdict }).severity).toBe(severity);
  });

  test('composed twice has one id; of other news, pool or kind another', () => {
    const id = composeAlert('opened', facts).id;
    expect(composeAlert('opened', { ...facts, clusterId: facts.clusterId.toUpperCase(), at: '' }).id).toBe(id);
    const others = [
      composeAlert('worsened', facts),
      composeAlert('opened', { ...facts, newsId: 'run-2' }),
      composeAlert('opened', { ...facts, poolName: 'kata2' }),
    ];
    expect(new Set([id, ...others.map((other) => other.id)]).size).toBe(4);
  });

  test('of many nodes and long texts names some, and counts all', () => {
    const nodes = Array.from({ length: 500 }, (_, index) =>
      node(`n${index}`, 'suspect', [{ ...check('dmi', 'failed'), seen: 'x'.repeat(9999) }]),
    );
    const alert = composeAlert('opened', { ...facts, nodes, reason: 'y'.repeat(9999) });
    expect(alert).toMatchObject({ nodesAffected: 500, nodes: { length: 20 } });
    expect(JSON.stringify(alert).length).toBeLessThan(20_000);
  });
});

describe('who hears of an alert', () => {
  test.each([
    ['opened', 'shared-kernel', 'isolated', 'critical'],
    ['opened', 'suspect', 'isolated', 'warning'],
    ['resolved', 'isolated', 'shared-kernel', 'critical'],
    ['resolved', 'isolated', 'suspect', 'warning'],
    ['resolved', 'isolated', 'stale', 'warning'],
  ] as const)('hears of its end: %s, %s after %s, goes to those of %s', (kind, verdict, state, reach) => {
    expect(reachOf(composeAlert(kind, { ...facts, verdict, before: { state, since: '' } }))).toBe(reach);
  });
});
