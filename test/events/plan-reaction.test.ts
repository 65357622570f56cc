import { describe, expect, test } from '@jest/globals';
import type { ClusterEvent } from '../../shared/events/cluster-event.ts';
import { planReaction } from '../../shared/events/plan-reaction.ts';

const known = { id: 'e', at: '2026-01-01T00:00:00Z', cluster: { subscriptionId: 's', resourceGroup: 'g', name: 'c' } };
const own = ['own-app', 'own-object'];
const of = (event: object) => planReaction({ ...known, ...event } as ClusterEvent, own);

describe('planReaction', () => {
  test('looks at a pool after its upgrade, whether that ended well or not', () => {
    expect(of({ kind: 'pool-rolling-succeeded', poolName: 'kata' })).toMatchObject({
      action: 'look-at-pool',
      poolName: 'kata',
    });
    expect(of({ kind: 'pool-rolling-failed', poolName: 'kata' })).toMatchObject({ action: 'look-at-pool' });
  });

  test('only marks a pool whose upgrade begins', () => {
    expect(of({ kind: 'pool-rolling-started', poolName: 'kata' })).toMatchObject({ action: 'mark-changing' });
  });

  test('starts nothing for our own writes, but wakes who waits for them', () => {
    expect(of({ kind: 'pool-written', poolName: 'kata', principalIds: ['own-object'] })).toMatchObject({
      action: 'wake',
    });
    expect(of({ kind: 'cluster-written', principalIds: ['x', 'own-app'] })).toMatchObject({ action: 'none' });
  });

  test("looks after others' writes", () => {
    expect(of({ kind: 'pool-written', poolName: 'kata', principalIds: ['x'] })).toMatchObject({
      action: 'look-at-pool',
    });
    expect(of({ kind: 'cluster-written', principalIds: [] })).toMatchObject({ action: 'look-at-cluster' });
  });

  test('retires what was deleted, whoever did it', () => {
    expect(of({ kind: 'pool-deleted', poolName: 'kata', principalIds: ['own-app'] })).toMatchObject({
      action: 'retire-pool',
    });
    expect(of({ kind: 'cluster-deleted', principalIds: [] })).toMatchObject({ action: 'retire-cluster' });
  });

  test('keeps notices, the graver the later', () => {
    const severity = (event: object) => {
      const reaction = of(event);
      return reaction.action === 'record-notice' ? reaction.notice.severity : null;
    };
    expect(severity({ kind: 'new-kubernetes-version', latestSupported: '1.36' })).toBe('info');
    expect(severity({ kind: 'support-ending', kubernetesVersion: '1.33' })).toBe('medium');
    expect(severity({ kind: 'support-ended', kubernetesVersion: '1.32' })).toBe('high');
    expect(severity({ kind: 'maintenance', source: 'AutoUpgrader', status: 'Failed', description: '' })).toBe('medium');
  });

  test('does nothing for what it does not know or cannot read', () => {
    expect(of({ kind: 'unknown', type: 'x' })).toMatchObject({ action: 'none' });
    expect(of({ kind: 'malformed', type: null, reason: 'no id' })).toMatchObject({
      action: 'none',
      why: 'malformed: no id',
    });
  });
});
