import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import {
  planCreation,
  planDelete,
  planUpdate,
} from '../../../../../emulator/kubernetes/api-server/store/plan-write.ts';

const nowMs = Date.parse('2026-01-02T03:04:05.678Z');
const creationTimestamp = '2026-01-01T00:00:00Z';
const birth = { uid: 'u1', nowMs, nameSuffix: 'bcdfg' };

/** Clones an object as the store does, so that originals and copies also have the same prototypes. */
const stored = (object: KubeObject | undefined) => structuredClone(object ?? pod());
const pod = (metadata: Partial<KubeObject['metadata']> = {}, spec = {}, status = {}): KubeObject =>
  stored({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'default', uid: 'u0', resourceVersion: '7', creationTimestamp, ...metadata },
    spec,
    status,
  });
const running = (metadata: Partial<KubeObject['metadata']> = {}) =>
  pod(metadata, { nodeName: 'n', terminationGracePeriodSeconds: 30 }, { phase: 'Running' });

describe('the plan of a new object', () => {
  test('takes no deletion and no uid from the one who asks', () => {
    const asked = pod({ uid: 'mine', deletionTimestamp: '2020-01-01T00:00:00Z', deletionGracePeriodSeconds: 3 });
    const { metadata } = planCreation('pods', asked, birth).object;
    expect(metadata).toEqual({
      name: 'a',
      namespace: 'default',
      resourceVersion: '7',
      uid: 'u1',
      creationTimestamp: '2026-01-02T03:04:05Z',
      generation: 1,
    });
    expect(asked.metadata.uid).toBe('mine');
  });

  test('cuts a generated name to the length of a label', () => {
    const { object } = planCreation('pods', pod({ name: '', generateName: `${'x'.repeat(70)}-` }), birth);
    expect(object.metadata.name).toBe(`${'x'.repeat(58)}bcdfg`);
  });

  test('has no namespace where its resource has none, and is held by the finalizer of a namespace', () => {
    const asked = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', namespace: 'default' } };
    const { object } = planCreation('namespaces', asked, birth);
    expect(object.metadata.namespace).toBeUndefined();
    expect(object['spec'].finalizers).toEqual(['kubernetes']);
  });
});

describe('the plan of an update', () => {
  test('is nothing when nothing changes', () => {
    expect(planUpdate('pods', pod(), () => {})).toBeNull();
    const renamed = planUpdate('pods', pod(), ({ metadata }) => {
      metadata.uid = 'other';
    });
    expect(renamed).toBeNull();
  });

  test('is the end of an object that only its last finalizer held', () => {
    const held = pod({ finalizers: ['f'], deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 });
    const freed = planUpdate('pods', held, ({ metadata }) => void delete metadata.finalizers);
    expect(freed?.type).toBe('DELETED');
    const inGrace = { ...held, metadata: { ...held.metadata, deletionGracePeriodSeconds: 30 } };
    expect(planUpdate('pods', inGrace, ({ metadata }) => void delete metadata.finalizers)?.type).toBe('MODIFIED');
  });
});

describe('the plan of a deletion', () => {
  test('removes at once what nothing holds and nothing runs', () => {
    expect(planDelete('pods', pod(), {}, nowMs)?.type).toBe('DELETED');
  });

  test('gives a running pod its grace, which a second request may shorten and never lengthen', () => {
    const first = planDelete('pods', running(), {}, nowMs);
    expect(first?.type).toBe('MODIFIED');
    expect(first?.object.metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:35Z',
      deletionGracePeriodSeconds: 30,
    });
    const marked = stored(first?.object);
    expect(planDelete('pods', marked, { gracePeriodSeconds: 60 }, nowMs)).toBeNull();
    const sooner = planDelete('pods', marked, { gracePeriodSeconds: 1 }, nowMs);
    expect(sooner?.object.metadata.deletionTimestamp).toBe('2026-01-02T03:04:06Z');
  });

  test('waits for dependants in the foreground, marked once', () => {
    const first = planDelete('jobs', pod(), { propagationPolicy: 'Foreground' }, nowMs);
    expect(first?.object.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(planDelete('jobs', stored(first?.object), { propagationPolicy: 'Foreground' }, nowMs)).toBeNull();
  });
});
