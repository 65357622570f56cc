import { isDeepStrictEqual } from 'node:util';
import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, Resource, StoreChange } from '../../api/seams.ts';
import { keepIdentity, prepareForCreate } from './object-identity.ts';
import { type DeletionOptions, isHeld, markDeleted, planDeletion } from './plan-deletion.ts';

/** One write, complete except for the resourceVersion, which the store adds. */
export interface PlannedWrite {
  type: StoreChange['type'];
  object: KubeObject;
}

/** What only the server can give to a new object. */
export interface Birth {
  uid: string;
  /** Milliseconds since the epoch. */
  nowMs: number;
  /** The random letters after `generateName`. */
  nameSuffix: string;
}

/** A generated name is cut so that it can be the value of a label (apiserver/pkg/storage/names). */
const maxNameLength = 63;

function generateObjectName(prefix: string, suffix: string): string {
  return prefix.slice(0, maxNameLength - suffix.length) + suffix;
}

/** Plans the creation of an object, with the fields that the server sets. */
export function planCreation(resource: Resource, asked: KubeObject, birth: Birth): PlannedWrite {
  const definition = definitionOf(resource);
  const object = structuredClone(asked);
  const { metadata } = object;
  if (!metadata.name && metadata.generateName)
    metadata.name = generateObjectName(metadata.generateName, birth.nameSuffix);
  if (!definition.namespaced) delete metadata.namespace;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  Object.assign(metadata, { uid: birth.uid, creationTimestamp: kubernetesTime(birth.nowMs) });
  if (definition.countsGenerations) metadata.generation = 1;
  prepareForCreate(resource, object);
  return { type: 'ADDED', object };
}

/**
 * Plans the update of an object by `change`. Returns null when nothing changes. When the update removes the last
 * finalizer of an object that is being deleted, the plan is to delete it.
 */
export function planUpdate(
  resource: Resource,
  previous: KubeObject,
  change: (object: KubeObject) => void,
): PlannedWrite | null {
  const object = structuredClone(previous);
  change(object);
  keepIdentity(object, previous);
  if (isDeepStrictEqual(object, previous)) return null;
  if (definitionOf(resource).countsGenerations && !isDeepStrictEqual(object['spec'], previous['spec']))
    object.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  const mayGo = object.metadata.deletionTimestamp !== undefined && !object.metadata.deletionGracePeriodSeconds;
  return { type: mayGo && !isHeld(resource, object) ? 'DELETED' : 'MODIFIED', object };
}

/** Plans what DELETE does to an object. Returns null when nothing changes. */
export function planDelete(
  resource: Resource,
  previous: KubeObject,
  options: DeletionOptions,
  nowMs: number,
): PlannedWrite | null {
  const plan = planDeletion(resource, previous, options);
  const object = structuredClone(previous);
  if (plan.kind === 'now') return { type: 'DELETED', object };
  markDeleted(object, plan, nowMs);
  if (isDeepStrictEqual(object, previous)) return null;
  if (object.metadata.generation !== undefined) object.metadata.generation += 1;
  return { type: 'MODIFIED', object };
}
