import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../../emulator/kubernetes/api/seams.ts';
import { createObjectStore } from '../../../../../emulator/kubernetes/api-server/store/object-store.ts';
import { createSteppedClock } from '../../../../../emulator/seams/clock.ts';

const pod = (name: string, more: Partial<KubeObject> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [] },
  ...more,
});
const startMs = Date.parse('2026-01-02T03:04:05.678Z');
const newStore = (historyLength?: number) =>
  createObjectStore({ clock: createSteppedClock(startMs), ...(historyLength === undefined ? {} : { historyLength }) });

describe('the object store', () => {
  test('gives uid, resourceVersion and a creation time in whole seconds', () => {
    const created = newStore().create('pods', pod('a'));
    expect(created.metadata).toMatchObject({ name: 'a', generation: 1, creationTimestamp: '2026-01-02T03:04:05Z' });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(created.metadata.resourceVersion)).toBeGreaterThan(0);
  });

  test('makes five random characters of generateName', () => {
    const store = newStore();
    const named = store.create('pods', pod('', { metadata: { name: '', namespace: 'default', generateName: 'p-' } }));
    expect(named.metadata.name).toMatch(/^p-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('refuses a second object of the same name, in Kubernetes words', () => {
    const store = newStore();
    store.create('pods', pod('a'));
    expect(() => store.create('pods', pod('a'))).toThrow('pods "a" already exists');
    expect(() => store.update('pods', 'default', 'b', () => {})).toThrow('pods "b" not found');
  });

  test('lists in the order of namespaces and names, whatever the order they came in', () => {
    const store = newStore();
    const names = (namespace?: string) =>
      store.list('pods', namespace).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    for (const [namespace, name] of ['b/a', 'a/c', 'a-b/z', 'a/b', 'ab/a', 'a/a'].map((key) => key.split('/')))
      store.create('pods', pod('', { metadata: { name: name ?? '', namespace: namespace ?? '' } }));
    expect(names()).toEqual(['a-b/z', 'a/a', 'a/b', 'a/c', 'ab/a', 'b/a']);
    expect(names('a')).toEqual(['a/a', 'a/b', 'a/c']);
    store.requestDeletion('pods', 'a', 'b', { gracePeriodSeconds: 0 });
    store.update('pods', 'a', 'c', ({ metadata }) => {
      metadata.labels = { changed: 'yes' };
    });
    expect(names('a')).toEqual(['a/a', 'a/c']);
    expect(store.list('pods', 'a')[1]?.metadata.labels).toEqual({ changed: 'yes' });
    expect(names('c')).toEqual([]);
  });

  test('knows the dependants of an owner as they are now', () => {
    const store = newStore();
    const owner = (uid: string) => ({ apiVersion: 'batch/v1', kind: 'Job', name: uid, uid });
    const owned = (uid: string) => store.listOwnedBy(uid).map(({ object }) => object.metadata.name);
    for (const name of ['a', 'b'])
      store.create('pods', pod('', { metadata: { name, namespace: 'default', ownerReferences: [owner('one')] } }));
    expect(owned('one').sort()).toEqual(['a', 'b']);
    store.update('pods', 'default', 'a', ({ metadata }) => {
      metadata.ownerReferences = [owner('two')];
    });
    expect([owned('one'), owned('two'), owned('nobody')]).toEqual([['b'], ['a'], []]);
    store.requestDeletion('pods', 'default', 'b', { gracePeriodSeconds: 0 });
    expect(owned('one')).toEqual([]);
  });

  test('hands out objects that cannot be changed from outside', () => {
    const store = newStore();
    const created = store.create('pods', pod('a'));
    expect(() => {
      created.metadata.labels = { changed: 'yes' };
    }).toThrow(TypeError);
  });

  test('counts generations of the spec, not of the status', () => {
    const store = newStore();
    store.create('pods', pod('a'));
    const spec = store.update('pods', 'default', 'a', (object) => {
      object['spec'].activeDeadlineSeconds = 5;
    });
    const status = store.update('pods', 'default', 'a', (object) => {
      object['status'] = { phase: 'Running' };
    });
    expect([spec.metadata.generation, status.metadata.generation]).toEqual([2, 2]);
    expect(Number(status.metadata.resourceVersion)).toBeGreaterThan(Number(spec.metadata.resourceVersion));
  });

  test('an update that changes nothing is no event', () => {
    const store = newStore();
    const created = store.create('pods', pod('a'));
    const events: string[] = [];
    store.subscribe((change) => events.push(change.type));
    expect(store.update('pods', 'default', 'a', () => {})).toBe(created);
    expect(events).toEqual([]);
  });

  test('tells changes made by a listener after the change that it heard', () => {
    const store = newStore();
    const heard: string[] = [];
    store.subscribe((change) => {
      if (change.type === 'ADDED')
        store.update('pods', 'default', 'a', (object) => {
          object['status'] = { phase: 'Pending' };
        });
    });
    store.subscribe((change) => heard.push(`${change.type} ${change.object['status']?.phase}`));
    store.create('pods', pod('a'));
    expect(heard).toEqual(['ADDED undefined', 'MODIFIED Pending']);
  });
});

describe('deletion', () => {
  test('of a running pod waits for the kubelet', () => {
    const store = newStore();
    store.create('pods', pod('a', { spec: { nodeName: 'n', containers: [] }, status: { phase: 'Running' } }));
    const marked = store.requestDeletion('pods', 'default', 'a', { gracePeriodSeconds: 10 });
    expect(marked.metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:15Z',
      deletionGracePeriodSeconds: 10,
      generation: 2,
    });
    store.remove('pods', 'default', 'a');
    expect(store.read('pods', 'default', 'a')).toBeUndefined();
  });

  test.each([
    ['that no node runs', { containers: [] }, 'Pending'],
    ['that has ended', { nodeName: 'n', containers: [] }, 'Succeeded'],
  ])('of a pod %s is immediate', (_, spec, phase) => {
    const store = newStore();
    store.create('pods', pod('a', { spec, status: { phase } }));
    store.requestDeletion('pods', 'default', 'a');
    expect(store.list('pods')).toEqual([]);
  });

  test('of a namespace ends when its finalizer goes', () => {
    const store = newStore();
    store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } });
    expect(store.requestDeletion('namespaces', null, 'x')['status'].phase).toBe('Terminating');
    const events: string[] = [];
    store.subscribe((change) => events.push(change.type));
    store.update('namespaces', null, 'x', (object) => {
      object['spec'].finalizers = [];
    });
    expect(events).toEqual(['DELETED']);
    expect(store.read('namespaces', null, 'x')).toBeUndefined();
  });

  test('is told with the object as it was stored last, and the version of its end', () => {
    const store = newStore();
    store.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } });
    const marked = store.requestDeletion('namespaces', null, 'x');
    const ends: KubeObject[] = [];
    store.subscribe(({ object }) => ends.push(object));
    const answered = store.update('namespaces', null, 'x', (object) => {
      object['spec'].finalizers = [];
    });
    expect(answered['spec'].finalizers).toEqual([]);
    const { resourceVersion = '' } = answered.metadata;
    expect(Number(resourceVersion)).toBeGreaterThan(Number(marked.metadata.resourceVersion));
    expect(ends).toEqual([{ ...marked, metadata: { ...marked.metadata, resourceVersion } }]);
  });

  test('in the foreground leaves the owner to the garbage collector', () => {
    const store = newStore();
    store.create('jobs', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j', namespace: 'default' } });
    store.requestDeletion('jobs', 'default', 'j', { propagationPolicy: 'Foreground' });
    expect(store.read('jobs', 'default', 'j')?.metadata.finalizers).toEqual(['foregroundDeletion']);
  });

  test('that orphans leaves its dependants to the garbage collector', () => {
    const store = newStore();
    const meta = { name: 'j', namespace: 'default' };
    const job = store.create('jobs', { apiVersion: 'batch/v1', kind: 'Job', metadata: meta });
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: job.metadata.uid ?? '' };
    store.create('pods', pod('a', { metadata: { name: 'a', namespace: 'default', ownerReferences: [owner] } }));
    store.requestDeletion('jobs', 'default', 'j', { propagationPolicy: 'Orphan' });
    expect(store.read('jobs', 'default', 'j')?.metadata.finalizers).toEqual(['orphan']);
  });
});

describe('the watch history', () => {
  test('says too old resource version for what it has forgotten', () => {
    const store = newStore(4);
    for (let n = 0; n < 20; n++) store.create('pods', pod(`p${n}`));
    const now = store.resourceVersion();
    expect(store.history.since('pods', now - 3)).toHaveLength(3);
    expect(() => store.history.since('pods', now - 19)).toThrow(/^too old resource version: \d+ \(\d+\)$/);
  });
});
