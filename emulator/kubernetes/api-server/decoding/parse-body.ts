import { isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { unsupportedMediaType } from '../../api/status-errors.ts';
import { decodeKubernetesProtobuf } from '../protobuf/decode-kubernetes.ts';
import { DecodeError, entryOf, type JsonNode, toNode } from './json-node.ts';
import { parseGoJson } from './parse-go-json.ts';

export interface ParsedBody {
  node: JsonNode;
  /** The lines of YAML that repeat a key, as its parser tells of them. */
  repeated: string[];
}

export const mediaTypeOf = (contentType: string) => (contentType.split(';')[0] ?? '').trim().toLowerCase();

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}

/** Parses YAML, which Kubernetes turns into JSON with sorted keys first. Throws DecodeError. */
export function parseYamlBody(text: string): ParsedBody {
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const line = lines.linePos(error.pos[0]).line;
    const why = error.message.split(' at line ')[0]?.toLowerCase();
    throw new DecodeError(`error converting YAML to JSON: yaml: line ${line}: ${why}`);
  }
  const repeated: string[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const pair of isMap(map) ? map.items : []) {
        const key = isPair(pair) && isScalar(pair.key) ? pair.key : null;
        if (!key) continue;
        if (seen.has(key.value))
          repeated.push(`line ${lines.linePos(key.range?.[0] ?? 0).line}: key "${key.value}" already set in map`);
        seen.add(key.value);
      }
    },
  });
  return { node: toNode(sortKeys(document.toJS())), repeated };
}

const kindUnread = (why: string) => new DecodeError(`couldn't get version/kind; json parse error: ${why}`);

/** The kind is what is read first, so it is what broken JSON hides (apimachinery/pkg/runtime/serializer/json/meta.go). */
function parseJsonBody(body: Buffer): JsonNode {
  try {
    return parseGoJson(body.toString('utf8'));
  } catch (error) {
    throw error instanceof DecodeError ? kindUnread(error.message) : error;
  }
}

/**
 * Parses the body of a request: JSON, YAML, or the protobuf that kubectl's typed commands send. Throws DecodeError, and
 * StatusError for another media type.
 */
export function parseBody(body: Buffer, contentType: string): ParsedBody {
  switch (mediaTypeOf(contentType)) {
    case '':
    case 'application/json':
      return { node: parseJsonBody(body), repeated: [] };
    case 'application/yaml':
      return parseYamlBody(body.toString('utf8'));
    case 'application/vnd.kubernetes.protobuf':
      return { node: toNode(decodeKubernetesProtobuf(body)), repeated: [] };
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      );
  }
}

const findKind =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Reads which kind a body says it is. Throws DecodeError. */
export function kindOf(node: JsonNode): { apiVersion: string; kind: string } {
  if (node.kind !== 'object' && node.kind !== 'null')
    throw kindUnread(`json: cannot unmarshal ${node.kind} into Go value of type ${findKind}`);
  const text = (key: string) => {
    const part = entryOf(node, key);
    if (part === undefined || part.kind === 'null') return '';
    if (part.kind === 'string') return part.value;
    throw kindUnread(`json: cannot unmarshal ${part.kind} into Go struct field .${key} of type string`);
  };
  const found = { apiVersion: text('apiVersion'), kind: text('kind') };
  if (found.apiVersion.split('/').length > 2)
    throw new DecodeError(`unexpected GroupVersion string: ${found.apiVersion}`);
  return found;
}
