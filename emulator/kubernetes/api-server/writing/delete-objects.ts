import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest, conflict } from '../../api/status-errors.ts';
import { parseListOptions } from '../reading/list-options.ts';
import { existingObject, listObjects } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { planDelete } from '../store/plan-deletion.ts';
import { type DeleteRequest, parseDeleteRequest } from './delete-options.ts';

/**
 * Checks what a deletion asks of its object. Namespaces word it in a way of their own (registry/core/namespace/storage),
 * the others name their kind (apiserver/pkg/registry/rest: BeforeDelete).
 */
function checkPreconditions(
  definition: ResourceDefinition,
  { metadata }: KubeObject,
  { uid, resourceVersion }: DeleteRequest['preconditions'],
): void {
  const differs = (what: 'UID' | 'ResourceVersion', asked: string, is: string | undefined) => {
    if (definition.resource === 'namespaces')
      return conflict(
        definition,
        metadata.name,
        `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`,
      );
    const then = what === 'UID' ? 'deleted and then recreated' : 'modified';
    return conflict(
      { group: definition.group, resource: definition.kind },
      metadata.name,
      `the ${what} in the precondition (${asked}) does not match the ${what} in record (${is}). The object might have been ${then}`,
    );
  };
  if (typeof uid === 'string' && uid !== metadata.uid) throw differs('UID', uid, metadata.uid);
  if (typeof resourceVersion === 'string' && resourceVersion !== metadata.resourceVersion)
    throw differs('ResourceVersion', resourceVersion, metadata.resourceVersion);
}

interface Deletion {
  /** The object as the deletion left it. */
  object: KubeObject;
  /** Whether it is gone. */
  gone: boolean;
}

/** Deletes one object, if its preconditions hold. Throws StatusError. */
export function deleteOne(cluster: ClusterApi, call: ApiCall, object: KubeObject, request: DeleteRequest): Deletion {
  const { definition } = call.path;
  checkPreconditions(definition, object, request.preconditions);
  const namespace = object.metadata.namespace ?? null;
  const { resource } = definition;
  const { name, uid } = object.metadata;
  cluster.admission({ operation: 'DELETE', resource, namespace, object, oldObject: object });
  const planned = planDelete(resource, object, request, cluster.clock.now()).at(-1);
  if (request.dryRun) return { object: planned?.object ?? object, gone: planned?.type === 'DELETED' };
  const left = cluster.store.requestDeletion(resource, namespace, name, request);
  return { object: left, gone: cluster.store.read(resource, namespace, name)?.metadata.uid !== uid };
}

/** For these kinds DELETE answers with the object. For the others it answers a Status when nothing holds the object. */
const answersObject = new Set(['pods', 'serviceaccounts', 'resourcequotas', 'namespaces']);

/** What a deletion that says nothing of a Job's pods is warned of (registry/batch/job/storage). */
const orphansPods =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

const warningsOf = ({ path }: ApiCall, { propagationPolicy }: DeleteRequest): string[] =>
  path.definition.resource === 'jobs' && propagationPolicy === undefined ? [orphansPods] : [];

/** Answers DELETE of one object. Throws StatusError NotFound, and Conflict when a precondition does not hold. */
export async function deleteObject(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  const { definition, name } = call.path;
  const request = await parseDeleteRequest(call);
  const warnings = warningsOf(call, request);
  const { object, gone } = deleteOne(cluster, call, existingObject(cluster, call), request);
  if (!gone || answersObject.has(definition.resource))
    return { kind: 'object', code: !gone && request.accepts ? 202 : 200, object, warnings };
  const group = definition.group === '' ? {} : { group: definition.group };
  const details = { name, ...group, kind: definition.resource, uid: object.metadata.uid };
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { kind: 'document', code: 200, body, warnings };
}

/** Answers DELETE of a collection, with selectors: the objects as the deletion left them. */
export async function deleteCollection(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  if (call.path.definition.namespaced && call.path.namespace === null)
    throw badRequest(`${qualifiedName(call.path.definition)} are deleted in one namespace at a time`);
  const options = parseListOptions(call.query, false);
  const request = await parseDeleteRequest(call);
  const list = listObjects(cluster, call, options);
  if (list.kind !== 'list') return list;
  const items = list.items.map((object) => deleteOne(cluster, call, object, request).object);
  return { ...list, items, warnings: warningsOf(call, request) };
}
