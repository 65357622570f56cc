import { isDeepStrictEqual } from 'node:util';
import { generatedName } from '../../api/generated-name.ts';
import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, Resource } from '../../api/seams.ts';
import { keepIdentity, prepareForCreate } from './object-identity.ts';
import { isHeld, type PlannedWrite } from './plan-deletion.ts';

/** What only the server can give to a new object. */
export interface Birth {
  uid: string;
  /** Milliseconds since the epoch. */
  nowMs: number;
  /** The random letters after `generateName`. */
  nameSuffix: string;
}

/** Plans the creation of an object, with the fields that the server sets. */
export function planCreation(resource: Resource, asked: KubeObject, birth: Birth): PlannedWrite {
  const definition = definitionOf(resource);
  const object = structuredClone(asked);
  const { metadata } = object;
  if (!metadata.name && metadata.generateName) metadata.name = generatedName(metadata.generateName, birth.nameSuffix);
  if (!definition.namespaced) delete metadata.namespace;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  Object.assign(metadata, { uid: birth.uid, creationTimestamp: kubernetesTime(birth.nowMs) });
  if (definition.countsGenerations) metadata.generation = 1;
  prepareForCreate(resource, object);
  return { type: 'ADDED', object: structuredClone(object) };
}

/**
 * Whether an update asks for something new: another spec, and for a Deployment other annotations, which its ReplicaSets
 * get as well (registry/apps/deployment: PrepareForUpdate). Its controller writes the revision with its status.
 */
function isNewGeneration(resource: Resource, next: KubeObject, old: KubeObject): boolean {
  if (!isDeepStrictEqual(next['spec'], old['spec'])) return true;
  const asked = ({ metadata: { annotations = {} } }: KubeObject) => {
    const { 'deployment.kubernetes.io/revision': _written, ...rest } = annotations;
    return rest;
  };
  return resource === 'deployments' && !isDeepStrictEqual(asked(next), asked(old));
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
  const draft = structuredClone(previous);
  change(draft);
  keepIdentity(draft, previous);
  // What is stored is the store's own throughout: nobody else can change it, and it compares with what was stored.
  const object = structuredClone(draft);
  if (isDeepStrictEqual(object, previous)) return null;
  if (definitionOf(resource).countsGenerations && isNewGeneration(resource, object, previous))
    object.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  const mayGo = object.metadata.deletionTimestamp !== undefined && !object.metadata.deletionGracePeriodSeconds;
  return { type: mayGo && !isHeld(resource, object) ? 'DELETED' : 'MODIFIED', object };
}
