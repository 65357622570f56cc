import { isRecord } from '../../api/json.ts';
import { apiVersionOf, type ResourceDefinition } from '../../api/resource-definitions.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import type { ObjectDecoder } from '../decoding/decode-object.ts';
import { DecodeError, toNode, toValue } from '../decoding/json-node.ts';
import { type ParsedBody, parseYamlBody } from '../decoding/parse-body.ts';
import { applyServerSide } from '../patch/server-side-apply.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { isTrue } from '../requests/query-parameters.ts';
import { placeInNamespace, storeNew } from './create-object.ts';
import { checkName, storeChanged } from './update-object.ts';
import { ownerOf } from './write-options.ts';

function parseApplied(body: Buffer): ParsedBody {
  try {
    return parseYamlBody(body.toString('utf8'));
  } catch (error) {
    throw error instanceof DecodeError ? badRequest(`error decoding YAML: ${error.message}`) : error;
  }
}

/** `v1, Kind=Pod`, as Go writes the kind of an object. */
const shownKind = ({ apiVersion = '', kind = '' }: Partial<KubeObject>) =>
  `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;

/** Checks an applied object against its path and its schema. Throws StatusError. */
function checkApplied(definition: ResourceDefinition, applied: KubeObject, body: ParsedBody, decoder: ObjectDecoder) {
  const expected = apiVersionOf(definition);
  if (applied.apiVersion !== expected)
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${applied.apiVersion ?? ''}, expected: ${expected}`,
    );
  const managed = applied.metadata['managedFields'];
  if (managed !== undefined && managed !== null) throw badRequest('metadata.managedFields must be nil');
  const { namespace = '', name = '' } = applied.metadata;
  const about = `(${namespace}/${name}; ${shownKind(applied)})`;
  const untyped = (why: string) => new StatusError(500, '', `failed to create typed patch object ${about}: ${why}`);
  if (applied.kind !== definition.kind) throw untyped(`no corresponding type for ${shownKind(applied)}`);
  const errors = decoder.findApplyErrors(definition, body.node);
  if (errors.length === 1) throw untyped(errors[0] ?? '');
  if (errors.length > 1) throw untyped(['errors:', ...errors.map((error) => `  ${error}`)].join('\n'));
}

/** What strict decoding says of the YAML. Returns warnings. Throws StatusError BadRequest. */
function checkStrictly(call: ApiCall, { repeated }: ParsedBody): string[] {
  const validation = call.query.get('fieldValidation') || 'Warn';
  if (validation === 'Strict' && repeated.length > 0)
    throw badRequest(
      `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n${repeated.map((line) => `  ${line}`).join('\n')}`,
    );
  return validation === 'Warn' ? repeated : [];
}

/** Answers a server-side apply, which makes the object when it is not there. Throws StatusError. */
export function applyObject(cluster: ClusterApi, call: ApiCall, decoder: ObjectDecoder): Answer {
  const { definition, namespace, name } = call.path;
  const body = parseApplied(call.body);
  const value = toValue(body.node);
  if (!isRecord(value))
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${body.node.kind} into Go value of type map[string]interface {}`,
    );
  const applied = { ...value, metadata: isRecord(value['metadata']) ? value['metadata'] : {} } as unknown as KubeObject;
  checkApplied(definition, applied, body, decoder);
  const current = cluster.store.read(definition.resource, namespace, name ?? '') ?? null;
  const merged = applyServerSide(current, applied, ownerOf(cluster, call, 'Apply'), isTrue(call.query, 'force'));
  const warnings = checkStrictly(call, body);
  placeInNamespace(call, merged);
  checkName(call, merged);
  const typed = decoder.decodePatched(definition, toNode(merged));
  if (typed.error !== null) throw new StatusError(500, '', typed.error);
  const { apiVersion, kind } = merged;
  const object = { ...typed.value, apiVersion, kind } as unknown as KubeObject;
  const stored = current
    ? storeChanged(cluster, call, current, object, warnings, true)
    : storeNew(cluster, call, object, warnings, true);
  return { kind: 'object', code: current ? 200 : 201, object: stored, warnings };
}
