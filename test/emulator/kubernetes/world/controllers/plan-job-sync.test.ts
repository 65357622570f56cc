import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import { trackingFinalizer } from '../../../../../emulator/kubernetes/world/controllers/job-pods.ts';
import type { JobStatus } from '../../../../../emulator/kubernetes/world/controllers/job-status.ts';
import {
  freshJob,
  type JobAction,
  type JobFacts,
  planJobSync,
} from '../../../../../emulator/kubernetes/world/controllers/plan-job-sync.ts';

const nowMs = Date.parse('2026-11-20T08:00:00Z');
const secondsAgo = (seconds: number) => `${new Date(nowMs - seconds * 1000).toISOString().slice(0, 19)}Z`;
const backoffMs = { first: 1000, longest: 60_000 };

function jobObject(spec: Record<string, unknown> = {}, status: JobStatus = {}, metadata = {}): KubeObject {
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': 'j1' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'proof', uid: 'j1', ...metadata },
    spec: { parallelism: 1, completions: 1, backoffLimit: 0, selector, template: { spec: {} }, ...spec },
    status,
  };
}
function podObject(name: string, phase: string, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  const metadata = { name, namespace: 'proof', finalizers: [trackingFinalizer], ...more };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: {}, status: { phase } };
}
const plan = (facts: Partial<JobFacts> & { job: KubeObject }, memory = freshJob) =>
  planJobSync(memory, { pods: [], nowMs, backoffMs, ...facts });

function action<Kind extends JobAction['do']>(actions: JobAction[], kind: Kind) {
  return actions.find((one): one is Extract<JobAction, { do: Kind }> => one.do === kind);
}
const kinds = (actions: JobAction[]) => actions.map((one) => one.do);
const names = (pods: KubeObject[] | undefined) => pods?.map(({ metadata }) => metadata.name);

describe('a Job that goes on', () => {
  test('begins its time when it makes the first pod', () => {
    const { actions } = plan({ job: jobObject() });
    expect(kinds(actions)).toEqual(['write-status', 'release-pods', 'create-pods']);
    expect(action(actions, 'write-status')?.status.startTime).toBe(secondsAgo(0));
  });

  test('makes as many pods as may run at once, and no more than are still to succeed', () => {
    const counts = (parallelism: number, succeeded: number, pods: KubeObject[]) =>
      action(plan({ job: jobObject({ parallelism, completions: 5 }, { succeeded }), pods }).actions, 'create-pods')
        ?.count;
    expect(counts(3, 0, [])).toBe(3);
    expect(counts(3, 0, [podObject('a', 'Running')])).toBe(2);
    expect(counts(3, 4, [])).toBe(1);
    expect(counts(3, 4, [podObject('a', 'Pending')])).toBeUndefined();
  });

  test('counts a pod that is being deleted as failed, and waits before it makes another', () => {
    const going = podObject('a', 'Running', { deletionTimestamp: secondsAgo(-30) });
    const { actions } = plan({ job: jobObject({ backoffLimit: 1 }), pods: [going] });
    expect(action(actions, 'write-status')?.status).toMatchObject({ failed: 1, terminating: 1 });
    expect(kinds(actions)).not.toContain('create-pods');
  });

  test('counts every ended pod once: as long as the tracking finalizer is there', () => {
    const pods = [podObject('new', 'Succeeded'), podObject('counted', 'Succeeded', { finalizers: [] })];
    const { actions } = plan({ job: jobObject({ completions: 3 }, { succeeded: 1 }), pods });
    expect(action(actions, 'write-status')?.status.succeeded).toBe(2);
    expect(names(action(actions, 'release-pods')?.pods)).toEqual(['new']);
  });

  test('waits after a failed pod, twice as long with every failure, up to the longest pause', () => {
    const pauseAfter = (failed: number) => {
      const job = jobObject({ backoffLimit: 20 }, { failed });
      const { memory, actions } = plan({ job, pods: [podObject('a', 'Failed')] });
      expect(kinds(actions)).not.toContain('create-pods');
      expect(action(actions, 'sync-again')?.afterMs).toBe(memory.backoffUntilMs - nowMs);
      return memory.backoffUntilMs - nowMs;
    };
    expect([0, 1, 2, 3, 15].map(pauseAfter)).toEqual([1000, 2000, 4000, 8000, 60_000]);
  });

  test('makes the next pod once the pause is over', () => {
    const job = jobObject({ backoffLimit: 2 }, { failed: 1 });
    const memory = { ...freshJob, backoffUntilMs: nowMs };
    expect(action(plan({ job }, memory).actions, 'create-pods')?.count).toBe(1);
  });

  test('has no pods and no time while it is suspended, and begins both anew when it is resumed', () => {
    const pods = [podObject('running', 'Running'), podObject('failed', 'Failed')];
    const job = jobObject(
      { suspend: true, backoffLimit: 3, activeDeadlineSeconds: 60 },
      { startTime: secondsAgo(50), active: 1 },
    );
    const { actions, memory } = plan({ job, pods }, { ...freshJob, deadlineQueued: true });
    expect(action(actions, 'delete-pods')).toMatchObject({ pods: [{ metadata: { name: 'running' } }], counted: false });
    expect(action(actions, 'tell')).toMatchObject({ reason: 'Suspended' });
    const status = action(actions, 'write-status')?.status ?? {};
    expect(status).toMatchObject({ failed: 1, conditions: [{ type: 'Suspended', status: 'True' }] });
    expect([status.active, status.startTime]).toEqual([undefined, undefined]);
    // Looked at again, it changes nothing.
    const again = plan({ job: jobObject({ suspend: true, backoffLimit: 3 }, status), nowMs: nowMs + 9000 }, memory);
    expect(again.actions.map((each) => ('status' in each ? each.status : each.do))).toEqual([status, 'release-pods']);
    const resumed = plan(
      { job: jobObject({ suspend: false, backoffLimit: 3, activeDeadlineSeconds: 60 }, status) },
      { ...memory, backoffUntilMs: 0 },
    );
    expect(kinds(resumed.actions)).toEqual(['write-status', 'release-pods', 'tell', 'sync-again', 'create-pods']);
    expect(action(resumed.actions, 'sync-again')?.afterMs).toBe(60_000);
    expect(action(resumed.actions, 'write-status')?.status).toMatchObject({
      startTime: secondsAgo(0),
      conditions: [{ type: 'Suspended', status: 'False', reason: 'JobResumed' }],
    });
  });

  test('gives up the pods that are more than it wants', () => {
    const pods = [podObject('a', 'Running'), podObject('b', 'Running')];
    const { actions } = plan({ job: jobObject({ parallelism: 1, completions: 5 }), pods });
    expect(action(actions, 'delete-pods')).toMatchObject({ pods: [{ metadata: { name: 'b' } }], counted: false });
  });

  test('makes nothing while it is being deleted', () => {
    const deleted = jobObject({}, {}, { deletionTimestamp: secondsAgo(1) });
    expect(kinds(plan({ job: deleted }).actions)).toEqual(['write-status', 'release-pods']);
  });

  test('is looked at again at its deadline, asked for once', () => {
    const job = jobObject({ activeDeadlineSeconds: 20 }, { startTime: secondsAgo(5) });
    const first = plan({ job, pods: [podObject('a', 'Running')] });
    expect(action(first.actions, 'sync-again')?.afterMs).toBe(15_000);
    const second = plan({ job, pods: [podObject('a', 'Running')] }, first.memory);
    expect(kinds(second.actions)).not.toContain('sync-again');
  });
});

describe('a Job that ends', () => {
  test('fails when its deadline passes, and its running pods are deleted', () => {
    const job = jobObject({ activeDeadlineSeconds: 20, completions: 3 }, { startTime: secondsAgo(20) });
    const pods = [
      podObject('running', 'Running'),
      podObject('ended', 'Succeeded'),
      podObject('going', 'Running', { deletionTimestamp: secondsAgo(1) }),
    ];
    const { actions } = plan({ job, pods });
    expect(names(action(actions, 'delete-pods')?.pods)).toEqual(['running']);
    expect(kinds(actions)).not.toContain('create-pods');
    // It has failed only when the last of them has ended, and says until then that it will.
    expect(kinds(actions)).not.toContain('finish');
    const announced = actions.flatMap((each) => (each.do === 'write-status' ? [each.status] : [])).at(-1);
    expect(announced?.conditions).toMatchObject([{ type: 'FailureTarget', reason: 'DeadlineExceeded' }]);
    const later = plan({
      job: { ...job, status: announced },
      pods: [podObject('ended', 'Succeeded', { finalizers: [] })],
    });
    expect(action(later.actions, 'finish')?.outcome).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded' });
    expect(action(later.actions, 'finish')?.status.conditions?.map(({ type }) => type)).toEqual([
      'FailureTarget',
      'Failed',
    ]);
  });

  test('does not fail a second before its deadline', () => {
    const job = jobObject({ activeDeadlineSeconds: 20 }, { startTime: secondsAgo(19) });
    expect(kinds(plan({ job }).actions)).not.toContain('finish');
  });

  test('fails when one pod more has failed than it may', () => {
    const outcome = (failed: number) =>
      action(
        plan({ job: jobObject({ backoffLimit: 1 }, { failed }), pods: [podObject('a', 'Failed')] }).actions,
        'finish',
      )?.outcome.reason;
    expect([outcome(0), outcome(1)]).toEqual([undefined, 'BackoffLimitExceeded']);
  });

  test('is complete when enough pods have succeeded, with the condition that says why before it', () => {
    const { actions } = plan({ job: jobObject(), pods: [podObject('a', 'Succeeded')] });
    const finished = action(actions, 'finish')?.status;
    expect(finished).toMatchObject({ succeeded: 1, ready: 0, completionTime: secondsAgo(0) });
    expect(finished?.active).toBeUndefined();
    expect(finished?.conditions?.map(({ type, reason }) => `${type}:${reason}`)).toEqual([
      'SuccessCriteriaMet:CompletionsReached',
      'Complete:CompletionsReached',
    ]);
    expect(kinds(actions)).not.toContain('delete-pods');
  });

  test('only lets its pods go once it has ended', () => {
    const conditions = [{ type: 'Failed', status: 'True' as const, lastTransitionTime: secondsAgo(9) }];
    const pods = [podObject('ended', 'Failed'), podObject('running', 'Running')];
    const { actions } = plan({ job: jobObject({}, { conditions }), pods });
    expect(kinds(actions)).toEqual(['release-pods']);
    expect(names(action(actions, 'release-pods')?.pods)).toEqual(['ended']);
  });
});
