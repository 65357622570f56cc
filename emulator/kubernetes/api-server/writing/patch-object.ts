import { isRecord } from '../../api/json.ts';
import { apiVersionOf } from '../../api/resource-definitions.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest, invalid } from '../../api/status-errors.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyServerSide } from '../patch/server-side-apply.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { decodePatch } from '../requests/request-body.ts';
import { type FieldCheck, loadFieldCheck } from '../schemas/field-validation.ts';
import { toCoreEvent, toNewEvent } from '../store/convert-event.ts';
import { storeNew } from './create-object.ts';
import { storeChanged } from './update-object.ts';
import { ownerOf } from './write-options.ts';

const applyPatch = {
  json: applyJsonPatch,
  merge: applyMergePatch,
  strategic: applyStrategicMergePatch,
};

/**
 * Answers PATCH in each of its four kinds. Only an apply may create an object that does not exist. Throws StatusError.
 */
export async function patchObject(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  const { type, patch } = decodePatch(call.body, call.contentType);
  const checkFields = await loadFieldCheck();
  if (type === 'apply') return applyObject(cluster, call, patch, checkFields);
  const current = existingObject(cluster, call);
  const isNewEvent = call.path.definition.group === 'events.k8s.io';
  const patched = applyPatch[type](isNewEvent ? toNewEvent(current) : current, patch);
  if (!isRecord(patched) || !isRecord(patched['metadata'])) throw badRequest('the patched object is not an object');
  const warnings = checkFields(
    call.path.definition,
    patched as unknown as KubeObject,
    call.query.get('fieldValidation'),
  );
  const wanted = isNewEvent ? toCoreEvent(patched as unknown as KubeObject) : (patched as unknown as KubeObject);
  if (wanted.metadata.name !== call.path.name)
    throw badRequest(
      `the name of the object (${wanted.metadata.name}) does not match the name on the URL (${call.path.name})`,
    );
  return { kind: 'object', code: 200, object: storeChanged(cluster, call, current, wanted, warnings), warnings };
}

function checkApplied(call: ApiCall, patch: unknown): KubeObject {
  const { definition, name, namespace } = call.path;
  if (!call.query.get('fieldManager'))
    throw invalid('PatchOptions', 'meta.k8s.io', '', [
      { field: 'fieldManager', message: 'Required value: is required for apply patch', reason: 'FieldValueRequired' },
    ]);
  if (!isRecord(patch)) throw badRequest('the body of an apply patch is an object');
  const metadata = isRecord(patch['metadata']) ? patch['metadata'] : {};
  const applied = { ...patch, metadata: { name, ...metadata } } as unknown as KubeObject;
  if (definition.namespaced) applied.metadata.namespace ??= namespace ?? '';
  if (applied.metadata['managedFields'] !== undefined && applied.metadata['managedFields'] !== null)
    throw badRequest('metadata.managedFields must be nil');
  if (applied.apiVersion !== apiVersionOf(definition) || applied.kind !== definition.kind)
    throw badRequest(
      `the object of an apply patch to ${definition.resource} has apiVersion ${apiVersionOf(definition)} and kind ${definition.kind}`,
    );
  return applied;
}

function applyObject(cluster: ClusterApi, call: ApiCall, patch: unknown, checkFields: FieldCheck): Answer {
  const applied = checkApplied(call, patch);
  const { definition, namespace, name } = call.path;
  const warnings = checkFields(definition, applied, call.query.get('fieldValidation'));
  const current = cluster.store.read(definition.resource, namespace, name ?? '') ?? null;
  const force = call.query.get('force') === 'true';
  const merged = applyServerSide(current, applied, ownerOf(cluster, call, 'Apply'), force);
  const object = current
    ? storeChanged(cluster, call, current, merged, warnings, true)
    : storeNew(cluster, call, merged, warnings, true);
  return { kind: 'object', code: current ? 200 : 201, object, warnings };
}
