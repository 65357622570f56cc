import { describe, expect, test } from '@jest/globals';
import { choosePods } from '../../shared/workloads/choose-pods.ts';
import { ownerOf } from '../../shared/workloads/owner-of.ts';
import { at, pod } from '../support/samples/sample-facts.ts';

const job = { kind: 'Job', name: 'import' };

describe('the owner of a pod', () => {
  test.each([
    ['a Deployment', pod(), { kind: 'Deployment', name: 'api' }],
    [
      'a ReplicaSet without a Deployment',
      pod({ labels: {}, controller: { kind: 'ReplicaSet', name: 'api-5d9c7b8f6d' } }),
      { kind: 'ReplicaSet', name: 'api-5d9c7b8f6d' },
    ],
    ['a DaemonSet', pod({ controller: { kind: 'DaemonSet', name: 'agent' } }), { kind: 'DaemonSet', name: 'agent' }],
    ['nobody', pod({ name: 'lone', controller: null }), { kind: 'Pod', name: 'lone' }],
    ['a Job', pod({ controller: job }), job],
    [
      'a CronJob',
      // A CronJob puts its scheduled time into the name of a Job, in minutes since 1970.
      pod({ controller: { kind: 'Job', name: 'backup-29385180' }, createdAt: '2025-11-14T09:00:05.000Z' }),
      { kind: 'CronJob', name: 'backup' },
    ],
    [
      'a Job with a date in its name',
      pod({ controller: { kind: 'Job', name: 'import-20261119' } }),
      { kind: 'Job', name: 'import-20261119' },
    ],
  ])('is %s', (_, facts, owner) => {
    expect(ownerOf(facts)).toEqual(owner);
  });
});

describe('of the pods of an owner', () => {
  const old = pod({ name: 'old', controller: job, finished: true, createdAt: '2026-11-17T00:00:00.000Z' });
  const newer = pod({ name: 'newer', controller: job, finished: true, createdAt: '2026-11-18T00:00:00.000Z' });

  test('those that live count, not those that have ended', () => {
    const living = pod({ name: 'living', controller: job });
    expect(choosePods([old, living, newer], at)).toEqual([living]);
  });

  test('at rest the newest counts', () => {
    expect(choosePods([old, newer], at)).toEqual([newer]);
    expect(choosePods([newer, old], at)).toEqual([newer]);
  });

  test('a lone pod that has ended does not count', () => {
    expect(choosePods([pod({ controller: null, finished: true })], at)).toEqual([]);
  });
});

describe("Kataproof's own pods", () => {
  const ours = pod({
    labels: { 'app.kubernetes.io/managed-by': 'kataproof', 'kataproof.io/run': 'r1' },
    controller: job,
    createdAt: '2026-11-20T11:59:00.000Z',
  });

  test('are left out while a proof may run', () => {
    expect(choosePods([ours, pod()], at)).toEqual([pod()]);
  });

  test('count once they are older than any proof, so that nobody hides behind their labels', () => {
    const disguised = { ...ours, createdAt: '2026-11-20T09:00:00.000Z' };
    expect(choosePods([disguised], at)).toEqual([disguised]);
    const deployed = { ...ours, controller: { kind: 'ReplicaSet', name: 'x' } };
    expect(choosePods([deployed], at)).toEqual([deployed]);
  });
});
