import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';

const collected: Resource[] = [
  'pods',
  'jobs',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'events',
  'resourcequotas',
  'limitranges',
];
const foreground = 'foregroundDeletion';

/**
 * Deletes objects whose owner is gone, and keeps owners that wait for their dependants
 * (pkg/controller/garbagecollector). Returns a function that stops it.
 */
export function startGarbageCollector(store: ObjectStore, timeline: Timeline): () => void {
  const dependants = (uid: string) =>
    collected.flatMap((resource) =>
      store
        .list(resource)
        .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
        .map((object) => ({ resource, object })),
    );
  const remove = (resource: Resource, { metadata }: KubeObject) => {
    if (metadata.deletionTimestamp || !store.read(resource, metadata.namespace ?? null, metadata.name)) return;
    store.requestDeletion(resource, metadata.namespace ?? null, metadata.name);
  };
  const allOwnersGone = ({ metadata }: KubeObject, goneUid: string) =>
    (metadata.ownerReferences ?? []).every(
      ({ uid, name, kind }) =>
        uid === goneUid ||
        !collected.some((resource) => store.read(resource, metadata.namespace ?? null, name)?.kind === kind),
    );
  /** Removes an owner in foreground deletion once no dependant blocks it any longer. */
  const advance = (key: string) => {
    const [resource = '', namespace = '', name = ''] = key.split('|');
    const owner = store.read(resource as Resource, namespace || null, name);
    if (!owner?.metadata.deletionTimestamp || !owner.metadata.finalizers?.includes(foreground)) return;
    const uid = owner.metadata.uid ?? '';
    const left = dependants(uid);
    for (const { resource: kind, object } of left) remove(kind, object);
    const blocking = dependants(uid).some(({ object }) =>
      object.metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
    );
    if (blocking) return;
    store.update(resource as Resource, namespace || null, name, ({ metadata }) => {
      metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== foreground);
    });
  };
  const queue = createWorkQueue(timeline, advance);

  return store.subscribe(({ type, resource, object }) => {
    const { metadata } = object;
    const uid = metadata.uid ?? '';
    if (type === 'DELETED') {
      for (const { resource: kind, object: dependant } of dependants(uid))
        if (allOwnersGone(dependant, uid)) remove(kind, dependant);
      for (const owner of metadata.ownerReferences ?? [])
        for (const kind of collected)
          if (store.read(kind, metadata.namespace ?? null, owner.name)?.metadata.uid === owner.uid)
            queue.add([kind, metadata.namespace ?? '', owner.name].join('|'));
    } else if (metadata.deletionTimestamp && metadata.finalizers?.includes(foreground))
      queue.add([resource, metadata.namespace ?? '', metadata.name].join('|'));
  });
}
