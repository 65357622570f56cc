import type { SeededObject } from '../../../scenarios/scenario.ts';
import { resourceDefinitions } from '../../api/resource-definitions.ts';
import type { Admission, ObjectStore } from '../../api/seams.ts';
import { seedNamespaces } from './seed-namespaces.ts';

/**
 * Creates the namespaces that every cluster has, and what somebody has made in this one, as its API server would take it.
 * Throws StatusError for what it would refuse.
 */
export function seedObjects(store: ObjectStore, admission: Admission, objects: readonly SeededObject[] = []): void {
  seedNamespaces(store);
  for (const object of objects) {
    const resource = resourceDefinitions.find(({ kind }) => kind === object.kind)?.resource;
    if (!resource) throw new Error(`${object.kind} is no kind of this API server`);
    const namespace = object.metadata.namespace ?? null;
    const request = {
      operation: 'CREATE',
      resource,
      namespace,
      object: structuredClone(object),
      oldObject: null,
    } as const;
    store.create(resource, structuredClone(admission(request)));
  }
}
