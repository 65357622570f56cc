import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../../../seams/clock.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import { alreadyExists, notFound } from '../../api/status-errors.ts';
import { createChangeFeed } from './change-feed.ts';
import { keyOf } from './object-identity.ts';
import { createOwnedObjects } from './owned-objects.ts';
import { type PlannedWrite, planDelete } from './plan-deletion.ts';
import { planCreation, planUpdate } from './plan-write.ts';
import { createSortedObjects, type SortedObjects } from './sorted-objects.ts';
import { createWatchHistory, type RecordedChange, type WatchHistory } from './watch-history.ts';

/**
 * The store with what only the API server needs: its current resourceVersion, its history, and changes with the
 * previous object.
 */
export interface VersionedObjectStore extends ObjectStore {
  resourceVersion(): number;
  /** Returns what `create` would store, with its uid and name. Throws what `create` would throw. */
  preview(resource: Resource, object: KubeObject): KubeObject;
  history: WatchHistory;
  subscribe(listener: (change: RecordedChange) => void): () => void;
}

const firstResourceVersion = 100;

const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';
const randomSuffix = () => Array.from({ length: 5 }, () => suffixLetters[randomInt(suffixLetters.length)]).join('');

/** Freezes an object tree, so that a reader cannot change what is stored. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

/**
 * What is told of a write. The end of an object shows it as it was stored last, with the resourceVersion of its end: the
 * update that takes the last finalizer off is never stored (seen on kube-apiserver 1.20; apiserver/storage/etcd3).
 */
function lastStored(type: PlannedWrite['type'], object: KubeObject, previous: KubeObject | null): KubeObject {
  if (type !== 'DELETED' || !previous) return object;
  const { resourceVersion } = object.metadata;
  return deepFreeze({ ...previous, metadata: { ...previous.metadata, ...(resourceVersion && { resourceVersion }) } });
}

/** Holds the objects of every resource, by namespace and name. */
function createCollections() {
  const collections = new Map<Resource, SortedObjects>();
  const owned = createOwnedObjects();
  const of = (resource: Resource) => {
    const found = collections.get(resource) ?? createSortedObjects();
    collections.set(resource, found);
    return found;
  };
  const read = (resource: Resource, namespace: string | null | undefined, name: string) =>
    of(resource).get(keyOf(namespace, name));
  return {
    read,
    existing(resource: Resource, namespace: string | null, name: string): KubeObject {
      const object = read(resource, namespace, name);
      if (!object) throw notFound(definitionOf(resource), name);
      return object;
    },
    keep(resource: Resource, { type, object }: PlannedWrite) {
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      owned.note(resource, of(resource).get(key) ?? null, type === 'DELETED' ? null : object);
      if (type === 'DELETED') of(resource).remove(key);
      else of(resource).put(object);
    },
    list: (resource: Resource, namespace?: string | null) => of(resource).list(namespace),
    listOwnedBy: (uid: string) =>
      owned.of(uid).flatMap(({ resource, key }) => {
        const object = of(resource).get(key);
        return object ? [{ resource, object }] : [];
      }),
  };
}

/**
 * Creates the store of one cluster's objects, in memory. Objects that it returns are frozen. `historyLength` is the
 * number of changes that watches can go back; older positions get 410 Expired.
 *
 * Deletion: a running pod keeps its deletionTimestamp until the kubelet calls `remove`. An object with finalizers stays
 * until an `update` removes the last one (namespaces start with `kubernetes` in `spec.finalizers`). `Foreground` and
 * `Orphan` add the finalizers that the garbage collector works off.
 */
export function createObjectStore(options: { clock: Clock; historyLength?: number }): VersionedObjectStore {
  const { clock } = options;
  const objects = createCollections();
  const history = createWatchHistory(options.historyLength ?? 5000);
  const feed = createChangeFeed();
  let version = firstResourceVersion;

  /** Gives the object the next resourceVersion, stores or deletes it, and publishes the change. */
  const publish = (resource: Resource, write: PlannedWrite, previous: KubeObject | null): KubeObject => {
    const { type, object } = write;
    version += 1;
    object.metadata.resourceVersion = String(version);
    deepFreeze(object);
    objects.keep(resource, write);
    const change = { type, resource, object: lastStored(type, object, previous), previous, resourceVersion: version };
    history.record(change);
    feed.publish(change);
    return object;
  };
  const prepare = (resource: Resource, asked: KubeObject): PlannedWrite => {
    const birth = { uid: randomUUID(), nowMs: clock.now(), nameSuffix: randomSuffix() };
    const write = planCreation(resource, asked, birth);
    const { namespace, name } = write.object.metadata;
    if (objects.read(resource, namespace, name)) throw alreadyExists(definitionOf(resource), name);
    return write;
  };
  const update: ObjectStore['update'] = (resource, namespace, name, change) => {
    const previous = objects.existing(resource, namespace, name);
    const write = planUpdate(resource, previous, change);
    return write ? publish(resource, write, previous) : previous;
  };

  return {
    history,
    update,
    subscribe: feed.subscribe,
    resourceVersion: () => version,
    read: objects.read,
    list: objects.list,
    listOwnedBy: objects.listOwnedBy,
    preview: (resource, object) => prepare(resource, object).object,
    create: (resource, object) => publish(resource, prepare(resource, object), null),
    requestDeletion(resource, namespace, name, deletion = {}) {
      let object = objects.existing(resource, namespace, name);
      for (const write of planDelete(resource, object, deletion, clock.now())) {
        // What the first write sets off can have removed the object already.
        const current = objects.read(resource, namespace, name);
        if (!current || current.metadata.uid !== object.metadata.uid) break;
        object = publish(resource, write, current);
      }
      return object;
    },
    remove(resource, namespace, name) {
      const object = objects.read(resource, namespace, name);
      if (object) publish(resource, { type: 'DELETED', object: structuredClone(object) }, object);
    },
  };
}
