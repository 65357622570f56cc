import { apiVersionOf, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import { type DecodedObject, loadObjectDecoder } from '../decoding/decode-object.ts';
import { recordUpdate } from '../patch/managed-fields.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { toCoreEvent } from '../store/convert-event.ts';
import { checkWriteOptions, isDryRun, ownerOf } from './write-options.ts';

/**
 * Decodes the object of a request, checks it against the path of the request, and converts it to its stored version.
 * Throws StatusError.
 */
export async function objectOfRequest(call: ApiCall): Promise<DecodedObject> {
  const decoder = await loadObjectDecoder();
  const { body, contentType, path, query } = call;
  const { object, warnings } = decoder.decodeBody(path.definition, {
    body,
    contentType,
    fieldValidation: query.get('fieldValidation'),
  });
  placeInNamespace(call, object);
  return { object: isNewEvent(path.definition) ? toCoreEvent(object) : object, warnings };
}

/** Whether a resource is the view of events in which other names stand for the stored ones. */
export const isNewEvent = ({ group }: ResourceDefinition): boolean => group === 'events.k8s.io';

/** Gives an object the namespace of the request. Throws StatusError BadRequest when it has another one. */
export function placeInNamespace({ path }: ApiCall, object: KubeObject): void {
  if (!path.definition.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  object.metadata.namespace ||= path.namespace ?? '';
  if (object.metadata.namespace !== path.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** A new object of these has an empty status, which their controllers fill. */
const statusOfControllers = new Set(['jobs', 'resourcequotas', 'deployments', 'replicasets', 'daemonsets']);

/** Removes the fields that only the server sets (registry strategies: PrepareForCreate). */
function withoutServerFields(definition: ResourceDefinition, object: KubeObject): void {
  for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'generation', 'managedFields', 'selfLink'])
    delete object.metadata[field];
  if (definition.resource === 'pods') object['status'] = { phase: 'Pending' };
  if (statusOfControllers.has(definition.resource)) object['status'] = {};
}

/** What is new has no version yet. The storage says so, last of all, and nobody makes a proper Status of it (etcd3/store.go). */
function refuseVersion(version: string | undefined): void {
  if (version && /^\d+$/.test(version) && Number(version) !== 0)
    throw new StatusError(500, '', 'resourceVersion should not be set on objects to be created');
}

/** Answers POST to a collection: 201 with the object as it is stored after admission. Throws StatusError. */
export async function createObject(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  checkWriteOptions('CreateOptions', call.query);
  const { object, warnings } = await objectOfRequest(call);
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
  const version = object.metadata.resourceVersion;
  withoutServerFields(definition, object);
  const { resource } = definition;
  const warn = (text: string) => void warnings.push(text);
  const admitted = structuredClone(
    cluster.admission({
      operation: 'CREATE',
      resource,
      namespace,
      object,
      oldObject: null,
      apiVersion: apiVersionOf(definition),
      warn,
      dryRun: isDryRun(call.query),
    }),
  );
  if (owned) admitted.metadata['managedFields'] = owners;
  else recordUpdate(null, admitted, ownerOf(cluster, call, 'Update'));
  if (!isDryRun(call.query)) {
    refuseVersion(version);
    return cluster.store.create(resource, admitted);
  }
  return cluster.store.preview(resource, admitted);
}
