import { generateSelector } from '../../api/job-selector.ts';
import type { KubeObject, Resource } from '../../api/seams.ts';

/** Builds the key of an object within its resource: its namespace and name. */
export const keyOf = (namespace: string | null | undefined, name: string) => `${namespace ?? ''}/${name}`;

/** Compares objects in etcd's order, which lists and their continue tokens follow. */
export function byKey(a: KubeObject, b: KubeObject): number {
  const [left, right] = [a, b].map(({ metadata }) => keyOf(metadata.namespace, metadata.name)) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Restores the fields that no update may change. */
export function keepIdentity(next: KubeObject, previous: KubeObject): void {
  const { name, namespace, uid, creationTimestamp, resourceVersion, generation } = previous.metadata;
  Object.assign(next, { apiVersion: previous.apiVersion, kind: previous.kind });
  Object.assign(next.metadata, { name, uid, creationTimestamp, resourceVersion });
  if (namespace !== undefined) next.metadata.namespace = namespace;
  if (generation !== undefined) next.metadata.generation = generation;
}

/** Sets the fields that a resource has from its creation on (registry strategies: PrepareForCreate). */
export function prepareForCreate(resource: Resource, object: KubeObject): void {
  if (resource === 'jobs') generateSelector(object);
  if (resource !== 'namespaces') return;
  const finalizers: string[] = object['spec']?.finalizers ?? [];
  const own = finalizers.includes('kubernetes') ? [] : ['kubernetes'];
  object['spec'] = { ...object['spec'], finalizers: [...finalizers, ...own] };
  object['status'] = { phase: 'Active' };
  object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
}
