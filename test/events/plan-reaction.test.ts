import { describe, expect, test } from '@jest/globals';
import type { ClusterEvent } from '../../shared/events/cluster-event.ts';
import { inspectionOf } from '../../shared/events/notice-findings.ts';
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
    expect(of({ kind: 'cluster-written', principalIds: ['x', 'own-app'] })).toMatchObject({
      action: 'wake',
      poolName: null,
    });
  });

  test("looks after others' writes", () => {
    expect(of({ kind: 'pool-written', poolName: 'kata', principalIds: ['x'] })).toMatchObject({
      action: 'look-at-pool',
    });
    expect(of({ kind: 'cluster-written', principalIds: [] })).toMatchObject({
      ...{ action: 'look-at-cluster', changing: false },
    });
    expect(of({ kind: 'cluster-restarted', principalIds: ['x'] })).toMatchObject({
      ...{ action: 'look-at-cluster', changing: true },
    });
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

  const noticeOf = (event: object) => {
    const reaction = of(event);
    if (reaction.action !== 'record-notice') throw new Error('There is no notice.');
    return reaction.notice;
  };
  const endOfSupport = (change: object) =>
    noticeOf({ kind: 'support-ending', kubernetesVersion: '1.32.3', noticeId: 'n1', status: 'Scheduled', ...change });

  test('tells the end of support for what it is, with its day and what to do', () => {
    expect(endOfSupport({ endsAt: '2026-03-01T00:00:00Z' })).toMatchObject({
      ...{ rule: 'support-ending', severity: 'medium', remedy: expect.stringMatching(/^Upgrade/) },
      message: 'Support for Kubernetes 1.32.3 is ending. The last day is 2026-03-01.',
    });
    expect(endOfSupport({ kind: 'support-ended', kubernetesVersion: null })).toMatchObject({
      ...{ rule: 'support-ended', severity: 'high', replaces: [] },
      message: "Support for the cluster's version of Kubernetes has ended.",
    });
  });

  test('gives each notice an identity that its states share, and ends it by its own end', () => {
    const states = ['Scheduled', 'Started', 'Completed', 'Cancelled', 'canceled', 'Failed'];
    const told = states.map((status) =>
      noticeOf({ kind: 'maintenance', source: 'AutoUpgrader', status, description: '', noticeId: 'm1' }),
    );
    expect(told.map(({ over }) => over)).toEqual([false, false, true, true, true, false]);
    const ids = (notice: ReturnType<typeof noticeOf>) => {
      const { rules, found, ended = [] } = inspectionOf(notice);
      expect(rules).toEqual([]);
      return [...found, ...ended].map(({ id }) => id);
    };
    expect(new Set(told.flatMap(ids)).size).toBe(1);
    expect(ids(endOfSupport({}))).not.toEqual(ids(endOfSupport({ noticeId: 'n2' })));
    expect(endOfSupport({ status: 'Completed' }).over).toBe(true);
  });

  test('lets the end of support take the place of its announcement, and of last week’s reminder', () => {
    const { replaced } = inspectionOf(endOfSupport({ kind: 'support-ended', noticeId: 'n3' }));
    expect(replaced).toEqual([
      { rule: 'support-ending', subject: 'Kubernetes 1.32.3' },
      { rule: 'support-ended', subject: 'Kubernetes 1.32.3' },
    ]);
  });

  test('does nothing for what it does not know or cannot read', () => {
    expect(of({ kind: 'unknown', type: 'x' })).toMatchObject({ action: 'none' });
    expect(of({ kind: 'malformed', type: null, reason: 'no id' })).toMatchObject({
      action: 'none',
      why: 'malformed: no id',
    });
  });
});
