import { apiVersionOf, type ResourceDefinition } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import { recordUpdate } from '../patch/managed-fields.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { decodeObject } from '../requests/request-body.ts';
import { loadFieldCheck } from '../schemas/field-validation.ts';
import { toCoreEvent } from '../store/convert-event.ts';
import { isDryRun, ownerOf } from './write-options.ts';

/**
 * Decodes the object of a request, checks it against the path of the request, and converts it to its stored version.
 * Throws StatusError.
 */
export async function objectOfRequest(call: ApiCall): Promise<{ object: KubeObject; warnings: string[] }> {
  const object = decodeObject(call.body, call.contentType);
  checkKind(call.path.definition, object);
  const checkFields = await loadFieldCheck();
  const warnings = checkFields(call.path.definition, object, call.query.get('fieldValidation'));
  placeInNamespace(call, object);
  const isNewEvent = call.path.definition.group === 'events.k8s.io';
  return { object: isNewEvent ? toCoreEvent(object) : object, warnings };
}

function checkKind(definition: ResourceDefinition, object: KubeObject): void {
  const expected = apiVersionOf(definition);
  object.apiVersion ??= expected;
  object.kind ??= definition.kind;
  if (object.kind !== definition.kind)
    throw badRequest(
      `${object.kind} in version "${object.apiVersion.split('/').at(-1)}" cannot be handled as a ${definition.kind}`,
    );
  if (object.apiVersion !== expected)
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${expected})`,
    );
}

function placeInNamespace({ path }: ApiCall, object: KubeObject): void {
  if (!path.definition.namespaced) return;
  object.metadata.namespace ||= path.namespace ?? '';
  if (object.metadata.namespace !== path.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** Removes the fields that only the server sets (registry strategies: PrepareForCreate). */
function withoutServerFields(definition: ResourceDefinition, object: KubeObject): void {
  for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'generation', 'managedFields', 'selfLink'])
    delete object.metadata[field];
  if (definition.resource === 'pods') object['status'] = { phase: 'Pending' };
  if (definition.resource === 'jobs' || definition.group === 'apps') object['status'] = {};
}

/** Answers POST to a collection: 201 with the object as it is stored after admission. Throws StatusError. */
export async function createObject(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  const { object, warnings } = await objectOfRequest(call);
  if (object.metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
  return { kind: 'object', code: 201, object: storeNew(cluster, call, object, warnings), warnings };
}

/**
 * Admits and stores a new object. With `dryRun=All` it only returns what would be stored. Admission's warnings are
 * added to `warnings`. `owned` means that the managed fields of the object are already right (server-side apply). Throws
 * StatusError.
 */
export function storeNew(
  cluster: ClusterApi,
  call: ApiCall,
  object: KubeObject,
  warnings: string[],
  owned = false,
): KubeObject {
  const { definition, namespace } = call.path;
  const owners = object.metadata['managedFields'];
  withoutServerFields(definition, object);
  const { resource } = definition;
  const warn = (text: string) => void warnings.push(text);
  const admitted = structuredClone(
    cluster.admission({ operation: 'CREATE', resource, namespace, object, oldObject: null, warn }),
  );
  if (owned) admitted.metadata['managedFields'] = owners;
  else recordUpdate(null, admitted, ownerOf(cluster, call, 'Update'));
  if (!isDryRun(call.query)) return cluster.store.create(resource, admitted);
  return cluster.store.preview(resource, admitted);
}
