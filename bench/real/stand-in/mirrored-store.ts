import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ObjectStore, Resource, StoreChange } from '../../../emulator/kubernetes/api/seams.ts';
import { type ApiClient, mergePatch } from '../api-server/api-client.ts';

/** What the emulated kubelets and scheduler look at, by where it is served. */
const mirrored = {
  namespaces: '/api/v1/namespaces',
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
  runtimeclasses: '/apis/node.k8s.io/v1/runtimeclasses',
} satisfies Partial<Record<Resource, string>>;

type Mirrored = keyof typeof mirrored;

const keyOf = (namespace: string | null | undefined, name: string) => `${namespace ?? ''}/${name}`;
const pathOf = ({ metadata }: KubeObject) => `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;

/** The store of a cluster as the emulator's kubelets and scheduler expect it, whose objects are on a real API server. */
export interface MirroredStore extends ObjectStore {
  stop(): void;
}

/**
 * Follows a real API server, and writes to it what the emulated kubelets and scheduler write: statuses, bindings, events
 * and the ends of pods. The status of a pod is its kubelet's word, so the one that was written last here counts until then.
 */
export async function mirrorStore(client: ApiClient): Promise<MirroredStore> {
  const objects = new Map<Mirrored, Map<string, KubeObject>>();
  const listeners = new Set<(change: StoreChange) => void>();
  const writes = new Map<string, Promise<unknown>>();
  let stopped = false;
  const of = (resource: Resource) => objects.get(resource as Mirrored) ?? new Map<string, KubeObject>();
  const tell = (change: StoreChange) => {
    for (const listener of listeners) listener(change);
  };

  /** One write of a pod after the other, as its kubelet makes them. What is refused is of a pod that has gone. */
  const write = (uid: string, send: () => Promise<unknown>) => {
    const last = (writes.get(uid) ?? Promise.resolve())
      .then(() => (stopped ? undefined : send()))
      .catch(() => undefined);
    writes.set(uid, last);
  };

  const take = (resource: Mirrored, type: StoreChange['type'], object: KubeObject) => {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const known = of(resource).get(key);
    const own = resource === 'pods' && known?.metadata.uid === object.metadata.uid ? known : null;
    const status = own && writes.has(own.metadata.uid ?? '') ? own['status'] : object['status'];
    const current = { ...object, ...(status && { status }) };
    if (type === 'DELETED') {
      of(resource).delete(key);
      writes.delete(object.metadata.uid ?? '');
    } else of(resource).set(key, current);
    tell({ type, resource, object: current });
  };

  const follow = async (resource: Mirrored, listed: () => void) => {
    while (!stopped) {
      const { items, metadata, kind, apiVersion } = await client.insist('GET', mirrored[resource]);
      const collection = new Map<string, KubeObject>();
      objects.set(resource, collection);
      for (const item of items as KubeObject[])
        take(resource, 'ADDED', { ...item, apiVersion, kind: String(kind).replace(/List$/, '') });
      listed();
      const from = `${mirrored[resource]}?watch=true&resourceVersion=${metadata.resourceVersion}`;
      await client.watch(from, ({ type, object }) => {
        if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return true;
        take(resource, type, object);
        return stopped;
      });
    }
  };

  const store: MirroredStore = {
    read: (resource, namespace, name) => of(resource).get(keyOf(namespace, name)),
    list: (resource, namespace) =>
      [...of(resource).values()].filter(({ metadata }) => !namespace || metadata.namespace === namespace),
    listOwnedBy: () => [],
    create(resource, object) {
      if (resource !== 'events') throw new Error(`Nobody here makes ${resource}.`);
      write(object.metadata.name, () =>
        client.call('POST', `/api/v1/namespaces/${object.metadata.namespace}/events`, object),
      );
      return object;
    },
    update(resource, namespace, name, change) {
      const before = store.read(resource, namespace, name);
      if (!before) throw new Error(`There is no ${resource} ${name}.`);
      const next = structuredClone(before);
      change(next);
      if (resource !== 'pods' || isDeepStrictEqual(next, before)) return before;
      return writePod(before, next);
    },
    requestDeletion(_resource, namespace, name, options) {
      const pod = store.read('pods', namespace, name);
      if (!pod) throw new Error(`There is no pod ${name}.`);
      const { uid = '' } = pod.metadata;
      const asked = { apiVersion: 'v1', kind: 'DeleteOptions', ...options, preconditions: { uid } };
      write(uid, () => client.call('DELETE', pathOf(pod), asked));
      return pod;
    },
    remove() {
      throw new Error('Only the API server removes anything.');
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      stopped = true;
    },
  };

  function writePod(before: KubeObject, next: KubeObject): KubeObject {
    const { uid = '', namespace, name } = next.metadata;
    if (next['spec'].nodeName !== before['spec'].nodeName) {
      const target = { apiVersion: 'v1', kind: 'Node', name: next['spec'].nodeName };
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, uid }, target };
      // The API server tells of it, and only then is it so.
      void client.call('POST', `${pathOf(before)}/binding`, binding).catch(() => undefined);
      return before;
    }
    of('pods').set(keyOf(namespace, name), next);
    const patch = { metadata: { uid }, status: next['status'] };
    write(uid, () => client.call('PATCH', `${pathOf(next)}/status`, patch, mergePatch));
    tell({ type: 'MODIFIED', resource: 'pods', object: next });
    return next;
  }

  for (const resource of Object.keys(mirrored) as Mirrored[])
    await new Promise<void>((resolve, reject) => {
      follow(resource, resolve).catch((error) => {
        if (!stopped) reject(error);
      });
    });
  return store;
}
