import { isDeepStrictEqual } from 'node:util';
import { goQuote } from '../../api/go-text.ts';
import { apiVersionOf, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { badRequest, conflict, invalid, modifiedMeanwhile } from '../../api/status-errors.ts';
import { invalidValue } from '../../validation/rules/field-errors.ts';
import { recordUpdate } from '../patch/managed-fields.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { keepIdentity } from '../store/object-identity.ts';
import { objectOfRequest } from './create-object.ts';
import { checkWriteOptions, isDryRun, ownerOf } from './write-options.ts';

/** Only `/status` changes the status of these resources. */
const hasStatusSubresource = (definition: ResourceDefinition) =>
  definition.subresources.some(({ name }) => name === 'status');

/** Limits a write to the fields that the object or the subresource may change. All other fields stay as they were. */
function limitTo(definition: ResourceDefinition, subresource: string | null, current: KubeObject, next: KubeObject) {
  if (subresource === 'status') {
    const { qosClass } = current['status'] ?? {};
    // Old kubelets drop the class of a pod, which is told once (registry/core/pod: PrepareForUpdate).
    const status = qosClass && !next['status']?.qosClass ? { ...next['status'], qosClass } : next['status'];
    return { ...current, status, metadata: { ...current.metadata, ...annotationsOf(next) } };
  }
  if (subresource === 'finalize')
    return { ...current, spec: { ...current['spec'], finalizers: next['spec']?.finalizers ?? [] } };
  if (!hasStatusSubresource(definition)) return next;
  const { status: _asked, ...rest } = next;
  return 'status' in current ? { ...rest, status: current['status'] } : rest;
}

const annotationsOf = ({ metadata: { labels, annotations, managedFields } }: KubeObject) => ({
  ...(labels ? { labels } : {}),
  ...(annotations ? { annotations } : {}),
  ...(managedFields ? { managedFields } : {}),
});

/** An update can't undo a deletion. To begin one is refused by validation. */
function keepDeletion(next: KubeObject, current: KubeObject): void {
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds'])
    if (current.metadata[field] !== undefined) next.metadata[field] = current.metadata[field];
}

/** Where Kubernetes keeps an object in etcd, which its message tells. */
const storageKey = ({ resource }: ResourceDefinition, { metadata: { namespace, name } }: KubeObject) =>
  ['/registry', resource === 'nodes' ? 'minions' : resource, ...(namespace ? [namespace] : []), name].join('/');

/** Returns the version that a write replaces; `0`, or none, stands for any. Throws StatusError for text that is none. */
function versionOf({ metadata: { resourceVersion = '' } }: KubeObject): string {
  if (/^\d*$/.test(resourceVersion)) return resourceVersion || '0';
  throw new StatusError(500, '', `strconv.ParseUint: parsing ${goQuote(resourceVersion)}: invalid syntax`);
}

function checkPreconditions(definition: ResourceDefinition, current: KubeObject, next: KubeObject): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (next.metadata.uid && next.metadata.uid !== uid)
    throw conflict(
      definition,
      name,
      `StorageError: invalid object, Code: 4, Key: ${storageKey(definition, current)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${next.metadata.uid}, UID in object meta: ${uid}`,
    );
  const version = versionOf(next);
  if (version !== '0' && version !== resourceVersion) throw conflict(definition, name, modifiedMeanwhile);
}

function admit(cluster: ClusterApi, call: ApiCall, current: KubeObject, next: KubeObject, warnings: string[]) {
  const { namespace, subresource, definition } = call.path;
  const { resource } = definition;
  const warn = (text: string) => void warnings.push(text);
  const about = {
    operation: 'UPDATE' as const,
    resource,
    namespace,
    subresource,
    apiVersion: apiVersionOf(definition),
  };
  return structuredClone(cluster.admission({ ...about, object: next, oldObject: current, warn }));
}

/**
 * Replaces `current` by `wanted`: checks the preconditions, runs admission, records the owners and then stores the
 * object. Admission's warnings are added to `warnings`. `owned` means that the managed fields of `wanted` are already right (server-side apply). Throws StatusError.
 */
export function storeChanged(
  cluster: ClusterApi,
  call: ApiCall,
  current: KubeObject,
  wanted: KubeObject,
  warnings: string[],
  owned = false,
): KubeObject {
  const { definition, namespace, subresource } = call.path;
  const { resource } = definition;
  checkPreconditions(definition, current, wanted);
  const next: KubeObject = structuredClone(limitTo(definition, subresource, current, wanted));
  keepIdentity(next, current);
  keepDeletion(next, current);
  const owners = next.metadata['managedFields'];
  const admitted = admit(cluster, call, current, next, warnings);
  if (owned) admitted.metadata['managedFields'] = owners;
  else {
    if (current.metadata['managedFields'] === undefined) delete admitted.metadata['managedFields'];
    else admitted.metadata['managedFields'] = current.metadata['managedFields'];
    if (isDeepStrictEqual(admitted, current)) return current;
    recordUpdate(current, admitted, ownerOf(cluster, call, 'Update'));
  }
  if (isDryRun(call.query)) return admitted;
  return cluster.store.update(resource, namespace, current.metadata.name, (object) => {
    for (const field of Object.keys(object)) delete object[field];
    Object.assign(object, admitted);
  });
}

/** A RuntimeClass must say which version it replaces (registry/node/runtimeclass: AllowUnconditionalUpdate). */
function checkVersioned({ resource, group }: ResourceDefinition, object: KubeObject): void {
  if (resource !== 'runtimeclasses' || versionOf(object) !== '0') return;
  throw invalid(resource, group, object.metadata.name, [
    invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
  ]);
}

/** Throws StatusError BadRequest when the object is another one than the path names. */
export function checkName({ path }: ApiCall, { metadata }: KubeObject): void {
  const name = path.name ?? '';
  if (!metadata.name)
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
}

/**
 * Answers PUT, which replaces an object. Throws StatusError Conflict when its resourceVersion is not the current one.
 */
export async function replaceObject(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  checkWriteOptions('UpdateOptions', call.query);
  const { object, warnings } = await objectOfRequest(call);
  checkName(call, object);
  const current = existingObject(cluster, call);
  checkVersioned(call.path.definition, object);
  return { kind: 'object', code: 200, object: storeChanged(cluster, call, current, object, warnings), warnings };
}
