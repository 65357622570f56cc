import { goFormat } from '../../api/go-text.ts';
import { isRecord } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest, invalid } from '../../api/status-errors.ts';
import { invalidValue } from '../../validation/rules/field-errors.ts';
import { immutable } from '../../validation/rules/object-meta.ts';
import { type DecodedObject, loadObjectDecoder, type ObjectDecoder } from '../decoding/decode-object.ts';
import { DecodeError, type JsonNode, toNode, toValue } from '../decoding/json-node.ts';
import { kindMistake } from '../decoding/known-kinds.ts';
import { parseGoJson } from '../decoding/parse-go-json.ts';
import { untypedMistakes } from '../decoding/untyped-mistakes.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { type PatchType, patchTypeOf } from '../requests/request-body.ts';
import { toCoreEvent, toNewEvent } from '../store/convert-event.ts';
import { applyObject } from './apply-object.ts';
import { isNewEvent, placeInNamespace } from './create-object.ts';
import { checkName, storeChanged } from './update-object.ts';
import { checkWriteOptions } from './write-options.ts';

type MergeType = Exclude<PatchType, 'apply'>;

const applyPatch = {
  json: applyJsonPatch,
  merge: applyMergePatch,
  strategic: applyStrategicMergePatch,
};

const goTypes: Record<MergeType, { kind: JsonNode['kind']; type: string; prefix: string }> = {
  json: { kind: 'array', type: '[]handlers.jsonPatchOp', prefix: 'error decoding patch: ' },
  merge: { kind: 'object', type: 'map[string]interface {}', prefix: 'error decoding patch: ' },
  strategic: { kind: 'object', type: 'map[string]interface {}', prefix: '' },
};

/** Parses the body of a patch. Throws StatusError BadRequest. */
function parsePatch(type: MergeType, body: Buffer): JsonNode {
  const { kind, type: goType, prefix } = goTypes[type];
  try {
    const node = parseGoJson(body.toString('utf8'));
    if (node.kind === kind) return node;
    throw new DecodeError(`json: cannot unmarshal ${node.kind} into Go value of type ${goType}`);
  } catch (error) {
    throw error instanceof DecodeError ? badRequest(prefix + error.message) : error;
  }
}

/** Applies a patch and decodes what it makes. Throws StatusError. */
export function patchedObject(
  decoder: ObjectDecoder,
  call: ApiCall,
  current: KubeObject,
  type: MergeType,
): DecodedObject {
  const { definition } = call.path;
  const validation = call.query.get('fieldValidation') || 'Warn';
  const patch = parsePatch(type, call.body);
  const before = isNewEvent(definition) ? toNewEvent(current) : current;
  const patched = applyPatch[type](before, toValue(patch));
  const decoded = decoder.decodePatched(definition, toNode(patched));
  const shown = type === 'strategic' ? goFormat(toValue(patch)) : JSON.stringify(patched);
  const refuse = (why: string) => invalid('', '', '', [invalidValue('patch', shown, why)]);
  const told = { ...before, ...(isRecord(patched) ? patched : {}) };
  // A strategic merge patch changes the fields of an object that has its type already.
  const mistake = type === 'strategic' ? null : kindMistake(definition, String(told.apiVersion), String(told.kind));
  if (mistake !== null) throw refuse(mistake);
  if (decoded.error !== null) throw refuse(decoded.error);
  const mistakes = [...untypedMistakes(patch, type === 'json'), ...decoded.mistakes];
  if (validation === 'Strict' && mistakes.length > 0) throw refuse(`strict decoding error: ${mistakes.join(', ')}`);
  const { apiVersion, kind } = before;
  const metadata = isRecord(decoded.value['metadata']) ? decoded.value['metadata'] : {};
  const object = { ...decoded.value, apiVersion, kind, metadata } as unknown as KubeObject;
  return { object, warnings: validation === 'Warn' ? mistakes : [] };
}

/** A patch, unlike a PUT, can't be meant for another object of the name. */
function checkUid({ metadata }: KubeObject, wanted: KubeObject, call: ApiCall): void {
  const errors = immutable('metadata.uid', wanted.metadata.uid ?? metadata.uid, metadata.uid);
  const { kind, group } = call.path.definition;
  if (errors.length > 0) throw invalid(kind, group, metadata.name, [...errors, ...errors]);
}

/**
 * Answers PATCH in each of its four kinds. Only an apply may create an object that does not exist. Throws StatusError.
 */
export async function patchObject(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  const type = patchTypeOf(call.contentType);
  checkWriteOptions('PatchOptions', call.query, type === 'apply');
  const decoder = await loadObjectDecoder();
  if (type === 'apply') return applyObject(cluster, call, decoder);
  const current = existingObject(cluster, call);
  const { object, warnings } = patchedObject(decoder, call, current, type);
  placeInNamespace(call, object);
  checkName(call, object);
  checkUid(current, object, call);
  const wanted = isNewEvent(call.path.definition) ? toCoreEvent(object) : object;
  return { kind: 'object', code: 200, object: storeChanged(cluster, call, current, wanted, warnings), warnings };
}
