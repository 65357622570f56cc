import type { DeletionOptions } from '../../api/deletion.ts';
import { isRecord } from '../../api/json.ts';
import { qualifiedName, type ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest, conflict, invalid } from '../../api/status-errors.ts';
import { parseListOptions } from '../reading/list-options.ts';
import { existingObject, listObjects } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { decodeObject } from '../requests/request-body.ts';
import { planDelete } from '../store/plan-deletion.ts';

interface DeleteRequest extends DeletionOptions {
  dryRun: boolean;
  /** The deprecated `orphanDependents: false`, with which a deletion that takes its time is answered with 202. */
  accepts: boolean;
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

/** Parses the DeleteOptions of the body. Only without a body do they come from the query. */
function parseDeleteRequest(call: ApiCall): DeleteRequest {
  const body = call.body.length > 0 ? decodeObject(call.body, call.contentType) : null;
  const option = (name: string): unknown => (body ? body[name] : (call.query.get(name) ?? undefined)) ?? undefined;
  const grace = option('gracePeriodSeconds');
  if (grace !== undefined && !/^-?\d+$/.test(String(grace)))
    throw badRequest(`gracePeriodSeconds: Invalid value: ${JSON.stringify(grace)}: must be an integer`);
  const propagationPolicy = parsePolicy(option('propagationPolicy'), option('orphanDependents'));
  const dryRun = body ? body['dryRun'] : call.query.getAll('dryRun');
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    accepts: String(option('orphanDependents')) === 'false',
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

interface Deletion {
  /** The object as the deletion left it. */
  object: KubeObject;
  /** Whether it is gone. */
  gone: boolean;
}

function deleteOne(cluster: ClusterApi, call: ApiCall, object: KubeObject, request: DeleteRequest): Deletion {
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
export function deleteObject(cluster: ClusterApi, call: ApiCall): Answer {
  const { definition, name } = call.path;
  const request = parseDeleteRequest(call);
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
export function deleteCollection(cluster: ClusterApi, call: ApiCall): Answer {
  if (call.path.definition.namespaced && call.path.namespace === null)
    throw badRequest(`${qualifiedName(call.path.definition)} are deleted in one namespace at a time`);
  const request = parseDeleteRequest(call);
  const list = listObjects(cluster, call, parseListOptions(call.query));
  if (list.kind !== 'list') return list;
  const items = list.items.map((object) => deleteOne(cluster, call, object, request).object);
  return { ...list, items, warnings: warningsOf(call, request) };
}
