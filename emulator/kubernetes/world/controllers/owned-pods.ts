import { isDeepStrictEqual } from 'node:util';
import { hasEnded, namespaceOf, statusOf } from '../../api/pod-shapes.ts';
import { apiVersionOf, definitionOf } from '../../api/resource-definitions.ts';
import type { Admission, KubeObject, ObjectMeta, ObjectStore, Resource } from '../../api/seams.ts';
import { selects } from '../../validation/rules/labels.ts';
import type { EventRecorder, EventSource } from '../controller-runtime/event-recorder.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';

/** What the controllers of workloads work with. */
export interface WorkloadParts {
  store: ObjectStore;
  timeline: Timeline;
  events: EventRecorder;
  admission: Admission;
}

/** A template of pods, in a Job, a ReplicaSet, a DaemonSet or a Deployment. */
export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: unknown;
}

export const keyOf = ({ metadata }: KubeObject): string => `${namespaceOf(metadata)}/${metadata.name}`;

/** Returns the objects whose controller is `owner`. */
export function controlledBy(store: ObjectStore, resource: Resource, owner: KubeObject): KubeObject[] {
  return store
    .list(resource, namespaceOf(owner.metadata))
    .filter(({ metadata }) => controllerOf(metadata)?.uid === owner.metadata.uid);
}

export const controllerOf = ({ ownerReferences = [] }: ObjectMeta) =>
  ownerReferences.find(({ controller }) => controller);

const selectsObject = (owner: KubeObject, { metadata }: KubeObject) =>
  selects(owner['spec'].selector ?? {}, metadata.labels ?? {});

/**
 * Takes in what `owner` selects and nobody controls, and lets go of what it doesn't select any more
 * (pkg/controller/controller_ref_manager.go). What is on its way out, and pods that have ended, stay as they are.
 */
export function claim(store: ObjectStore, resource: Resource, owner: KubeObject): void {
  if (owner.metadata.deletionTimestamp) return;
  for (const object of store.list(resource, namespaceOf(owner.metadata))) {
    const { deletionTimestamp, name } = object.metadata;
    if (deletionTimestamp || (resource === 'pods' && hasEnded(object))) continue;
    const controller = controllerOf(object.metadata);
    const isSelected = selectsObject(owner, object);
    const isAsItShould = controller ? controller.uid !== owner.metadata.uid || isSelected : !isSelected;
    if (isAsItShould) continue;
    store.update(resource, namespaceOf(owner.metadata), name, ({ metadata }) => {
      const others = (metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
      const references = isSelected ? [...others, controllerReference(owner)] : others;
      if (references.length > 0) metadata.ownerReferences = references;
      else delete metadata.ownerReferences;
    });
  }
}

export const isActive = (pod: KubeObject): boolean => !hasEnded(pod) && !pod.metadata.deletionTimestamp;

export const isReady = (pod: KubeObject): boolean =>
  statusOf(pod).conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;

/** Builds the reference of what `owner` creates. */
export const controllerReference = ({ apiVersion, kind, metadata }: KubeObject) => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

/** Builds a pod of a template. It gets its name when it is created. */
export function buildPod(owner: KubeObject, template: PodTemplate, labels: Record<string, string> = {}): KubeObject {
  const { annotations } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: '',
      generateName: `${owner.metadata.name}-`,
      namespace: namespaceOf(owner.metadata),
      labels: { ...template.metadata?.labels, ...labels },
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: structuredClone(template.spec),
  };
}

/** Creates a pod and tells of it. Returns false when admission refuses it. */
export function createPod(parts: WorkloadParts, owner: KubeObject, pod: KubeObject, source: EventSource): boolean {
  const { store, events, admission } = parts;
  const namespace = namespaceOf(owner.metadata);
  try {
    const object = admission({ operation: 'CREATE', resource: 'pods', namespace, object: pod, oldObject: null });
    const { metadata } = store.create('pods', object);
    events.record(owner, { reason: 'SuccessfulCreate', message: `Created pod: ${metadata.name}`, source });
    return true;
  } catch (error) {
    const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`;
    events.record(owner, { type: 'Warning', reason: 'FailedCreate', message, source });
    return false;
  }
}

/** Deletes a pod and tells of it. */
export function deletePod(
  parts: WorkloadParts,
  owner: KubeObject,
  { metadata }: KubeObject,
  source: EventSource,
): void {
  if (!parts.store.read('pods', namespaceOf(metadata), metadata.name)) return;
  parts.store.requestDeletion('pods', namespaceOf(metadata), metadata.name);
  parts.events.record(owner, { reason: 'SuccessfulDelete', message: `Deleted pod: ${metadata.name}`, source });
}

/** Writes a status, if it differs. The object may be gone meanwhile. */
export function writeStatus(store: ObjectStore, resource: Resource, { metadata }: KubeObject, status: unknown): void {
  const live = store.read(resource, namespaceOf(metadata), metadata.name);
  if (!live || live.metadata.uid !== metadata.uid || isDeepStrictEqual(live['status'], status)) return;
  store.update(resource, namespaceOf(metadata), metadata.name, (object) => {
    object['status'] = structuredClone(status);
  });
}

/**
 * Calls `changed` with the owner's key for every change of the resource itself, and of what it controls or could take
 * in. Returns a function that stops it.
 */
export function watchOwners(
  store: ObjectStore,
  resource: Resource,
  controlled: Resource,
  changed: (key: string) => void,
): () => void {
  const { kind } = definitionOf(resource);
  const apiVersion = apiVersionOf(definitionOf(resource));
  for (const object of store.list(resource)) changed(keyOf(object));
  return store.subscribe(({ type, resource: of, object }) => {
    if (of === resource && type !== 'DELETED') changed(keyOf(object));
    if (of !== controlled) return;
    const owner = controllerOf(object.metadata);
    if (owner?.kind === kind && owner.apiVersion === apiVersion)
      changed(`${namespaceOf(object.metadata)}/${owner.name}`);
    if (!owner && type !== 'DELETED')
      for (const candidate of store.list(resource, namespaceOf(object.metadata)))
        if (selectsObject(candidate, object)) changed(keyOf(candidate));
  });
}
