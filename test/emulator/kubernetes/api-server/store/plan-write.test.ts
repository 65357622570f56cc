import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import { planDelete } from '../../../../../emulator/kubernetes/api-server/store/plan-deletion.ts';
import { planCreation, planUpdate } from '../../../../../emulator/kubernetes/api-server/store/plan-write.ts';

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

const kinds = (writes: { type: string }[]) => writes.map(({ type }) => type);
const last = (writes: { object: KubeObject }[]) => stored(writes.at(-1)?.object);

describe('the plan of a deletion', () => {
  test('removes at once what nothing holds; a pod without a node is marked before', () => {
    expect(kinds(planDelete('configmaps', pod(), {}, nowMs))).toEqual(['DELETED']);
    const writes = planDelete('pods', pod({ generation: 1 }), {}, nowMs);
    expect(kinds(writes)).toEqual(['MODIFIED', 'DELETED']);
    expect(last(writes).metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:05Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
  });

  test('gives a running pod its grace, which a second request may shorten and never lengthen', () => {
    const first = planDelete('pods', running({ generation: 3 }), {}, nowMs);
    expect(kinds(first)).toEqual(['MODIFIED']);
    expect(last(first).metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:35Z',
      deletionGracePeriodSeconds: 30,
      generation: 4,
    });
    expect(planDelete('pods', last(first), { gracePeriodSeconds: 60 }, nowMs + 5000)).toEqual([]);
    expect(planDelete('pods', last(first), {}, nowMs + 5000)).toEqual([]);
    const sooner = planDelete('pods', last(first), { gracePeriodSeconds: 1 }, nowMs + 5000);
    // The shorter grace counts from the first request, and the object has changed only once.
    expect(last(sooner).metadata).toMatchObject({ deletionTimestamp: '2026-01-02T03:04:06Z', generation: 4 });
    expect(last(planDelete('pods', running(), { gracePeriodSeconds: -5 }, nowMs)).metadata).toMatchObject({
      deletionGracePeriodSeconds: 1,
    });
  });

  test('waits for dependants in the foreground, marked once', () => {
    const first = planDelete('jobs', pod({ generation: 1 }), { propagationPolicy: 'Foreground' }, nowMs);
    expect(kinds(first)).toEqual(['MODIFIED']);
    expect(last(first).metadata).toMatchObject({
      finalizers: ['foregroundDeletion'],
      deletionTimestamp: '2026-01-02T03:04:05Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    expect(planDelete('jobs', last(first), { propagationPolicy: 'Foreground' }, nowMs)).toEqual([]);
  });

  test("orphans a Job's pods unless told otherwise, and nobody else's", () => {
    expect(last(planDelete('jobs', pod(), {}, nowMs)).metadata.finalizers).toEqual(['orphan']);
    expect(kinds(planDelete('jobs', pod(), { propagationPolicy: 'Background' }, nowMs))).toEqual(['DELETED']);
    expect(kinds(planDelete('secrets', pod(), {}, nowMs))).toEqual(['DELETED']);
  });

  test('keeps the way that an earlier request has chosen, and changes it when asked to', () => {
    const orphaning = last(planDelete('jobs', pod({ finalizers: ['mine/own'] }), {}, nowMs));
    expect(orphaning.metadata.finalizers).toEqual(['mine/own', 'orphan']);
    expect(planDelete('jobs', orphaning, {}, nowMs)).toEqual([]);
    const changed = planDelete('jobs', orphaning, { propagationPolicy: 'Foreground' }, nowMs);
    expect(last(changed).metadata.finalizers).toEqual(['mine/own', 'foregroundDeletion']);
  });
});

test('other annotations are a new generation of a Deployment, but for the revision, and of nothing else', () => {
  const generationOf = (resource: 'deployments' | 'replicasets', annotations: Record<string, string>) =>
    planUpdate(resource, pod({ generation: 3 }), ({ metadata }) => {
      metadata.annotations = annotations;
    })?.object.metadata.generation;
  expect(generationOf('deployments', { why: 'because' })).toBe(4);
  expect(generationOf('deployments', { 'deployment.kubernetes.io/revision': '2' })).toBe(3);
  expect(generationOf('replicasets', { why: 'because' })).toBe(3);
});
