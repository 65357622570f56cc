import { type DeletionOptions, foregroundFinalizer, orphanFinalizer } from '../../api/deletion.ts';
import { namespacedResources } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createWorkQueue } from '../controller-runtime/work-queue.ts';

const clusterOwners: Resource[] = ['nodes', 'namespaces', 'runtimeclasses'];

interface Dependant {
  resource: Resource;
  object: KubeObject;
}

const keyOf = (resource: Resource, { namespace, name }: KubeObject['metadata']) =>
  [resource, namespace ?? '', name].join('|');
const ownersOf = ({ metadata }: KubeObject) => metadata.ownerReferences ?? [];

function update(store: ObjectStore, { resource, object }: Dependant, change: (object: KubeObject) => void): void {
  const { namespace = null, name, uid } = object.metadata;
  if (store.read(resource, namespace, name)?.metadata.uid === uid) store.update(resource, namespace, name, change);
}

function removeOwner(object: KubeObject, isGone: (uid: string) => boolean): void {
  const left = ownersOf(object).filter(({ uid }) => !isGone(uid));
  if (left.length > 0) object.metadata.ownerReferences = left;
  else delete object.metadata.ownerReferences;
}

function removeFinalizer({ metadata }: KubeObject, finalizer: string): void {
  metadata.finalizers = (metadata.finalizers ?? []).filter((each) => each !== finalizer);
  if (metadata.finalizers.length === 0) delete metadata.finalizers;
}

/** Deletes a dependant in the way of its own finalizers, otherwise as asked. */
function remove(store: ObjectStore, { resource, object }: Dependant, otherwise: DeletionOptions): void {
  const { deletionTimestamp, finalizers = [], namespace = null, name } = object.metadata;
  if (deletionTimestamp || !store.read(resource, namespace, name)) return;
  const propagationPolicy = finalizers.includes(orphanFinalizer)
    ? 'Orphan'
    : finalizers.includes(foregroundFinalizer)
      ? 'Foreground'
      : otherwise.propagationPolicy;
  store.requestDeletion(resource, namespace, name, { ...(propagationPolicy ? { propagationPolicy } : {}) });
}

/**
 * Deletes objects whose owner is gone, works off the finalizers of owners that are being deleted: their dependants go
 * before them or lose them (pkg/controller/garbagecollector). Returns a function that stops it.
 */
export function startGarbageCollector(store: ObjectStore, timeline: Timeline): () => void {
  const exists = (namespace: string | null, name: string, uid: string) =>
    namespacedResources.some((resource) => store.read(resource, namespace, name)?.metadata.uid === uid) ||
    clusterOwners.some((resource) => store.read(resource, null, name)?.metadata.uid === uid);
  /** Deletes a dependant whose owners are all gone; one with another owner only loses those that are. */
  const collect = (dependant: Dependant) => {
    const { namespace = null } = dependant.object.metadata;
    const gone = ownersOf(dependant.object).filter(({ uid, name }) => !exists(namespace, name, uid));
    if (gone.length === ownersOf(dependant.object).length)
      return remove(store, dependant, { propagationPolicy: 'Background' });
    const uids = new Set(gone.map(({ uid }) => uid));
    update(store, dependant, (object) => removeOwner(object, (uid) => uids.has(uid)));
  };
  const orphanDependants = (owner: Dependant, uid: string) => {
    for (const dependant of store.listOwnedBy(uid))
      update(store, dependant, (object) => removeOwner(object, (each) => each === uid));
    update(store, owner, (object) => removeFinalizer(object, orphanFinalizer));
  };
  const deleteDependants = (owner: Dependant, uid: string) => {
    for (const dependant of store.listOwnedBy(uid)) {
      const owns = store.listOwnedBy(dependant.object.metadata.uid ?? '').length > 0;
      remove(store, dependant, { propagationPolicy: owns ? 'Foreground' : 'Background' });
    }
    const blocking = store
      .listOwnedBy(uid)
      .some(({ object }) =>
        ownersOf(object).some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
      );
    if (!blocking) update(store, owner, (object) => removeFinalizer(object, foregroundFinalizer));
  };
  const advance = (key: string) => {
    const [resource, namespace, name] = key.split('|') as [Resource, string, string];
    const object = store.read(resource, namespace || null, name);
    if (!object?.metadata.deletionTimestamp) return;
    const { finalizers = [], uid = '' } = object.metadata;
    if (finalizers.includes(orphanFinalizer)) orphanDependants({ resource, object }, uid);
    else if (finalizers.includes(foregroundFinalizer)) deleteDependants({ resource, object }, uid);
  };
  const queue = createWorkQueue(timeline, advance);

  return store.subscribe(({ type, resource, object }) => {
    const { metadata } = object;
    if (type === 'DELETED') {
      for (const dependant of store.listOwnedBy(metadata.uid ?? '')) collect(dependant);
      for (const owner of ownersOf(object))
        for (const kind of namespacedResources)
          if (store.read(kind, metadata.namespace ?? null, owner.name)?.metadata.uid === owner.uid)
            queue.add(keyOf(kind, { ...metadata, name: owner.name }));
    } else if (metadata.deletionTimestamp && metadata.finalizers?.some((each) => /^(orphan|foreground)/.test(each)))
      queue.add(keyOf(resource, metadata));
  });
}
