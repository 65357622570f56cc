import { parse as parseYaml } from 'yaml';
import { isRecord } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest, unsupportedMediaType } from '../../api/status-errors.ts';
import { decodeKubernetesProtobuf } from '../protobuf/decode-kubernetes.ts';

const mediaTypeOf = (contentType: string) => (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** Parses JSON. Throws StatusError BadRequest when it is not JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

function parseYamlBody(body: Buffer): unknown {
  try {
    return parseYaml(body.toString('utf8'));
  } catch (error) {
    throw badRequest(`error converting YAML to JSON: yaml: ${(error as Error).message}`);
  }
}

/**
 * Decodes the object in a request's body: JSON, YAML, or the protobuf that kubectl's typed commands send. Throws
 * StatusError BadRequest or UnsupportedMediaType.
 */
export function decodeObject(body: Buffer, contentType: string): KubeObject {
  const object = decodeAny(body, mediaTypeOf(contentType));
  if (!isRecord(object)) throw badRequest('the body of the request is not an object');
  const { metadata, ...rest } = object;
  if (metadata !== undefined && metadata !== null && !isRecord(metadata))
    throw badRequest('json: cannot unmarshal metadata into Go struct field .metadata of type v1.ObjectMeta');
  return { ...rest, metadata: metadata ?? {} } as unknown as KubeObject;
}

function decodeAny(body: Buffer, mediaType: string): unknown {
  switch (mediaType) {
    case '':
    case 'application/json':
      return parseJson(body);
    case 'application/yaml':
      return parseYamlBody(body);
    case 'application/vnd.kubernetes.protobuf':
      return decodeKubernetesProtobuf(body);
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      );
  }
}

export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/**
 * Decodes the patch in a request's body, and how to apply it. Throws StatusError BadRequest or UnsupportedMediaType.
 */
export function decodePatch(body: Buffer, contentType: string): { type: keyof typeof patchTypes; patch: unknown } {
  const mediaType = mediaTypeOf(contentType);
  const found = Object.entries(patchTypes).find(([, name]) => name === mediaType);
  if (!found)
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${Object.values(patchTypes).join(', ')}`,
    );
  const type = found[0] as keyof typeof patchTypes;
  return { type, patch: type === 'apply' ? parseYamlBody(body) : parseJson(body) };
}
