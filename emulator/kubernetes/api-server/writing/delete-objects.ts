import { isRecord } from '../../api/json.ts';
import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest, conflict, invalid } from '../../api/status-errors.ts';
import { parseListOptions } from '../reading/list-options.ts';
import { existingObject, listObjects } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { decodeObject } from '../requests/request-body.ts';
import type { DeletionOptions } from '../store/plan-deletion.ts';

interface DeleteRequest extends DeletionOptions {
  dryRun: boolean;
  preconditions: { uid?: string; resourceVersion?: string };
}

const policies = ['Orphan', 'Background', 'Foreground'] as const;

function parsePolicy(value: unknown, orphanDependents: unknown): DeletionOptions['propagationPolicy'] {
  if (value === undefined || value === null || value === '') {
    if (orphanDependents === undefined || orphanDependents === null) return undefined;
    return String(orphanDependents) === 'true' ? 'Orphan' : 'Background';
  }
  const policy = policies.find((candidate) => candidate === value);
  if (policy) return policy;
  const message = `Invalid value: ${JSON.stringify(value)}: must be one of ["Foreground","Background","Orphan"]`;
  throw invalid('DeleteOptions', 'meta.k8s.io', '', [
    { field: 'propagationPolicy', message, reason: 'FieldValueInvalid' },
  ]);
}

/** Parses the DeleteOptions of the body. An option that the body does not have comes from the query. */
function parseDeleteRequest(call: ApiCall): DeleteRequest {
  const body = call.body.length > 0 ? decodeObject(call.body, call.contentType) : null;
  const option = (name: string): unknown => body?.[name] ?? call.query.get(name) ?? undefined;
  const grace = option('gracePeriodSeconds');
  if (grace !== undefined && !/^-?\d+$/.test(String(grace)))
    throw badRequest(`gracePeriodSeconds: Invalid value: ${JSON.stringify(grace)}: must be an integer`);
  const propagationPolicy = parsePolicy(option('propagationPolicy'), option('orphanDependents'));
  const dryRun = body?.['dryRun'] ?? call.query.getAll('dryRun');
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    dryRun: Array.isArray(dryRun) && dryRun.includes('All'),
    preconditions: isRecord(body?.['preconditions']) ? body['preconditions'] : {},
  };
}

function checkPreconditions(
  definition: ResourceDefinition,
  { metadata }: KubeObject,
  { uid, resourceVersion }: DeleteRequest['preconditions'],
): void {
  const differs = (what: string, asked: string, is: string | undefined) =>
    conflict(
      definition,
      metadata.name,
      `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`,
    );
  if (uid && uid !== metadata.uid) throw differs('UID', uid, metadata.uid);
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    throw differs('ResourceVersion', resourceVersion, metadata.resourceVersion);
}

function deleteOne(cluster: ClusterApi, call: ApiCall, object: KubeObject, request: DeleteRequest): KubeObject {
  const { definition } = call.path;
  checkPreconditions(definition, object, request.preconditions);
  const namespace = object.metadata.namespace ?? null;
  const { resource } = definition;
  cluster.admission({ operation: 'DELETE', resource, namespace, object, oldObject: object });
  if (request.dryRun) return object;
  return cluster.store.requestDeletion(resource, namespace, object.metadata.name, request);
}

/** For these kinds DELETE answers with the object. For the others it answers a Status when nothing holds the object. */
const answersObject = new Set(['pods', 'serviceaccounts', 'resourcequotas', 'namespaces']);

/** Answers DELETE of one object. Throws StatusError NotFound, and Conflict when a precondition does not hold. */
export function deleteObject(cluster: ClusterApi, call: ApiCall): Answer {
  const { definition, namespace, name } = call.path;
  const request = parseDeleteRequest(call);
  const object = deleteOne(cluster, call, existingObject(cluster, call), request);
  const remains = cluster.store.read(definition.resource, namespace, name ?? '') !== undefined;
  if ((remains && !request.dryRun) || answersObject.has(definition.resource))
    return { kind: 'object', code: 200, object };
  const group = definition.group === '' ? {} : { group: definition.group };
  const details = { name, ...group, kind: definition.resource, uid: object.metadata.uid };
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { kind: 'document', code: 200, body };
}

/** Answers DELETE of a collection, with selectors: the objects as they were when they were deleted. */
export function deleteCollection(cluster: ClusterApi, call: ApiCall): Answer {
  if (call.path.definition.namespaced && call.path.namespace === null)
    throw badRequest(`${qualifiedName(call.path.definition)} are deleted in one namespace at a time`);
  const request = parseDeleteRequest(call);
  const list = listObjects(cluster, call, parseListOptions(call.query));
  if (list.kind !== 'list') return list;
  return { ...list, items: list.items.map((object) => deleteOne(cluster, call, object, request)) };
}
