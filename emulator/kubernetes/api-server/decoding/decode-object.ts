import { isRecord } from '../../api/json.ts';
import {
  apiVersionOf,
  qualifiedName,
  type ResourceDefinition,
  resourceDefinitions,
} from '../../api/resource-definitions.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import { definitionKinds, deleteOptions, passingTypes } from '../schemas/schema-kinds.ts';
import { loadTypeSchemas } from '../schemas/type-schemas.ts';
import { type Decoded, decodeTyped } from './decode-typed.ts';
import { DecodeError, type JsonNode } from './json-node.ts';
import { kindMistake, notRegistered } from './known-kinds.ts';
import { kindOf, type ParsedBody, parseBody } from './parse-body.ts';
import { structErrors } from './typed-patch.ts';

export interface DecodedObject {
  object: KubeObject;
  warnings: string[];
}

/** Decodes what clients send, in the words of Kubernetes. It is synchronous, so that a verb is not interrupted. */
export interface ObjectDecoder {
  /**
   * Decodes the object of a POST or PUT. `Strict` refuses unknown and repeated fields, `Warn` (the default) drops them
   * with warnings, `Ignore` drops them silently. Throws StatusError.
   */
  decodeBody(
    definition: ResourceDefinition,
    sent: { body: Buffer; contentType: string; fieldValidation: string | null },
  ): DecodedObject;
  /** Decodes an object that a patch has made. */
  decodePatched(definition: ResourceDefinition, node: JsonNode): Decoded;
  /** Returns what of an applied object does not fit its schema. */
  findApplyErrors(definition: ResourceDefinition, node: JsonNode): string[];
  /** Decodes the options in the body of a DELETE. Throws StatusError. */
  decodeDeleteOptions(body: Buffer, contentType: string): Record<string, unknown>;
}

const optionScheme = 'pkg/apis/meta/internalversion/scheme/register.go:27';

function summarize(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const shown = body.subarray(0, 30).toString(body[0] === '{'.charCodeAt(0) ? 'utf8' : 'hex');
  return body.length > 30 ? `${shown} ...` : shown;
}

/** Runs the steps that read which kind a body is. */
function parseKind(body: Buffer, contentType: string): ParsedBody & { apiVersion: string; kind: string } {
  const parsed = parseBody(body, contentType);
  return { ...parsed, ...kindOf(parsed.node) };
}

/** What strict decoding says, as one text; null when it has nothing to say. */
function strictError(repeated: string[], mistakes: string[]): string | null {
  const yaml =
    repeated.length === 0 ? [] : [`yaml: unmarshal errors:\n${repeated.map((line) => `  ${line}`).join('\n')}`];
  const words = [...yaml, ...mistakes];
  return words.length === 0 ? null : `strict decoding error: ${words.join(', ')}`;
}

const modelOf = (definition: ResourceDefinition) =>
  passingTypes[definition.kind] ?? definitionKinds.get(qualifiedName(definition)) ?? '';

const served = (apiVersion: string, kind: string): ResourceDefinition | undefined =>
  resourceDefinitions.find((definition) => apiVersionOf(definition) === apiVersion && definition.kind === kind);

const asObject = ({ value }: Decoded, apiVersion: string, kind: string): KubeObject =>
  ({ ...value, apiVersion, kind, metadata: isRecord(value['metadata']) ? value['metadata'] : {} }) as KubeObject;

/** An error that no handler of Kubernetes has turned into a status. */
const unclassified = (message: string) => new StatusError(500, '', message);

/** Creates the decoder. The schemas of the served kinds are loaded once in each process. */
export async function loadObjectDecoder(): Promise<ObjectDecoder> {
  const schemas = await loadTypeSchemas();

  /** Decodes a kind of the scheme and converts it to that of the path. Throws DecodeError. */
  function decodeKind(definition: ResourceDefinition, node: JsonNode, apiVersion: string, kind: string): Decoded {
    const mistake = kindMistake(definition, apiVersion, kind);
    const own = served(apiVersion, kind);
    if (mistake !== null && !own) throw new DecodeError(mistake);
    const decoded = decodeTyped(schemas, modelOf(own ?? definition), node);
    if (decoded.error !== null) throw new DecodeError(decoded.error);
    if (mistake !== null) throw new DecodeError(mistake);
    return decoded;
  }

  return {
    decodeBody(definition, { body, contentType, fieldValidation }) {
      const expected = apiVersionOf(definition);
      let parsed: ReturnType<typeof parseKind>;
      try {
        parsed = parseKind(body, contentType);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        const type = `must be of type ${definition.kind}`;
        throw badRequest(`the object provided is unrecognized (${type}): ${error.message} (${summarize(body)})`);
      }
      const apiVersion = parsed.apiVersion || expected;
      const kind = parsed.kind || definition.kind;
      const refuse = (why: string) =>
        badRequest(
          `${kind} in version "${apiVersion.split('/').at(-1)}" cannot be handled as a ${definition.kind}: ${why}`,
        );
      try {
        const decoded = decodeKind(definition, parsed.node, apiVersion, kind);
        const strict = strictError(parsed.repeated, decoded.mistakes);
        if (fieldValidation === 'Strict' && strict !== null) throw refuse(strict);
        if (apiVersion !== expected)
          throw badRequest(
            `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
          );
        const warnings = fieldValidation === 'Ignore' ? [] : [...parsed.repeated, ...decoded.mistakes];
        return { object: asObject(decoded, apiVersion, kind), warnings };
      } catch (error) {
        throw error instanceof DecodeError ? refuse(error.message) : error;
      }
    },
    decodePatched: (definition, node) => decodeTyped(schemas, modelOf(definition), node),
    findApplyErrors: (definition, node) => structErrors(schemas, modelOf(definition), node, ''),
    decodeDeleteOptions(body, contentType) {
      try {
        const { node, kind = 'DeleteOptions', apiVersion } = parseKind(body, contentType);
        if (kind !== '' && kind !== 'DeleteOptions')
          throw unclassified(notRegistered(apiVersion || 'v1', kind, optionScheme));
        const { value, error } = decodeTyped(schemas, deleteOptions, node);
        if (error !== null) throw unclassified(error);
        return value;
      } catch (error) {
        throw error instanceof DecodeError ? unclassified(error.message) : error;
      }
    },
  };
}
