import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../clock.ts';
import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import { alreadyExists, notFound } from '../../api/status-errors.ts';
import { createChangeFeed } from './change-feed.ts';
import { deepFreeze } from './freeze.ts';
import { byKey, disown, keepIdentity, keyOf, prepareForCreate } from './object-identity.ts';
import { generateObjectName } from './object-names.ts';
import { isHeld, markDeleted, planDeletion } from './plan-deletion.ts';
import { createWatchHistory, type RecordedChange, type WatchHistory } from './watch-history.ts';

/** The store with what only the API server needs: its position, its history, and changes with what was before. */
export interface VersionedObjectStore extends ObjectStore {
  resourceVersion(): number;
  /** What `create` would store, with its uid and name; throws what `create` would throw. */
  preview(resource: Resource, object: KubeObject): KubeObject;
  history: WatchHistory;
  subscribe(listener: (change: RecordedChange) => void): () => void;
}

const firstResourceVersion = 100;

/**
 * The objects of one cluster in memory. Objects handed out are frozen.
 * `historyLength` is the number of changes that watches can go back to; older positions get 410 Expired.
 *
 * Deletion: a running pod keeps a deletionTimestamp until `remove` (the kubelet); anything with finalizers (namespaces
 * start with `kubernetes` in `spec.finalizers`) until an `update` takes the last one away; `Foreground` adds the
 * finalizer `foregroundDeletion`, for the garbage collector to take away; `Orphan` disowns dependants at once.
 */
export function createObjectStore(options: { clock: Clock; historyLength?: number }): VersionedObjectStore {
  const { clock } = options;
  const collections = new Map<Resource, Map<string, KubeObject>>();
  const history = createWatchHistory(options.historyLength ?? 5000);
  const feed = createChangeFeed();
  let version = firstResourceVersion;

  const collection = (resource: Resource) => {
    const found = collections.get(resource) ?? new Map<string, KubeObject>();
    collections.set(resource, found);
    return found;
  };
  const existing = (resource: Resource, namespace: string | null, name: string) => {
    const object = collection(resource).get(keyOf(namespace, name));
    if (!object) throw notFound(definitionOf(resource), name);
    return object;
  };
  /** Gives `object` the next resourceVersion, keeps or drops it, and tells everybody. */
  const publish = (
    type: RecordedChange['type'],
    resource: Resource,
    object: KubeObject,
    previous: KubeObject | null,
  ): KubeObject => {
    version += 1;
    object.metadata.resourceVersion = String(version);
    deepFreeze(object);
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    if (type === 'DELETED') collection(resource).delete(key);
    else collection(resource).set(key, object);
    const change = { type, resource, object, previous, resourceVersion: version };
    history.record(change);
    feed.publish(change);
    return object;
  };
  const publishRemoval = (resource: Resource, object: KubeObject) =>
    publish('DELETED', resource, structuredClone(object), object);

  const prepare = (resource: Resource, input: KubeObject) => {
    const definition = definitionOf(resource);
    const object = structuredClone(input);
    const { metadata } = object;
    if (!metadata.name && metadata.generateName) metadata.name = generateObjectName(metadata.generateName);
    if (!definition.namespaced) delete metadata.namespace;
    if (collection(resource).has(keyOf(metadata.namespace, metadata.name)))
      throw alreadyExists(definition, metadata.name);
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
    Object.assign(metadata, { uid: randomUUID(), creationTimestamp: kubernetesTime(clock.now()) });
    if (definition.countsGenerations) metadata.generation = 1;
    prepareForCreate(resource, object);
    return object;
  };
  const update: ObjectStore['update'] = (resource, namespace, name, change) => {
    const previous = existing(resource, namespace, name);
    const next = structuredClone(previous);
    change(next);
    keepIdentity(next, previous);
    if (isDeepStrictEqual(next, previous)) return previous;
    if (definitionOf(resource).countsGenerations && !isDeepStrictEqual(next['spec'], previous['spec']))
      next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
    const mayGo = next.metadata.deletionTimestamp !== undefined && !next.metadata.deletionGracePeriodSeconds;
    return publish(mayGo && !isHeld(resource, next) ? 'DELETED' : 'MODIFIED', resource, next, previous);
  };
  const orphanDependants = (owner: KubeObject) => {
    const uid = owner.metadata.uid ?? '';
    for (const [resource, objects] of collections)
      for (const { metadata } of [...objects.values()])
        if (metadata.ownerReferences?.some((reference) => reference.uid === uid))
          update(resource, metadata.namespace ?? null, metadata.name, (dependant) => disown(dependant, uid));
  };

  return {
    history,
    update,
    subscribe: feed.subscribe,
    resourceVersion: () => version,
    read: (resource, namespace, name) => collection(resource).get(keyOf(namespace, name)),
    list: (resource, namespace) =>
      [...collection(resource).values()]
        .filter((object) => !namespace || object.metadata.namespace === namespace)
        .sort(byKey),
    preview: prepare,
    create: (resource, object) => publish('ADDED', resource, prepare(resource, object), null),
    requestDeletion(resource, namespace, name, deletion = {}) {
      const previous = existing(resource, namespace, name);
      if (deletion.propagationPolicy === 'Orphan') orphanDependants(previous);
      const plan = planDeletion(resource, previous, deletion);
      if (plan.kind === 'now') return publishRemoval(resource, previous);
      const next = structuredClone(previous);
      markDeleted(next, plan, clock.now());
      if (isDeepStrictEqual(next, previous)) return previous;
      if (next.metadata.generation !== undefined) next.metadata.generation += 1;
      return publish('MODIFIED', resource, next, previous);
    },
    remove(resource, namespace, name) {
      const object = collection(resource).get(keyOf(namespace, name));
      if (object) publishRemoval(resource, object);
    },
  };
}
