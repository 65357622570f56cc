import { isDeepStrictEqual } from 'node:util';
import { isRecord, type Json } from '../../api/json.ts';
import { StatusError } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';

const decodePointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));

/** The error for an operation that does not fit the document. Kubernetes doesn't say why. */
const cannotApply = () =>
  new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

function step(container: Json, token: string): Json {
  if (Array.isArray(container) && /^\d+$/.test(token) && Number(token) < container.length)
    return container[Number(token)];
  if (isRecord(container) && Object.hasOwn(container, token)) return container[token];
  throw cannotApply();
}

const valueAt = (document: Json, pointer: string): Json =>
  decodePointer(pointer).reduce((value, token) => step(value, token), document);

/** Returns the container of the pointer's last token, and that token. */
function parentOf(document: Json, pointer: string): { parent: Json; last: string } {
  const tokens = decodePointer(pointer);
  const last = tokens.pop() ?? '';
  return { parent: tokens.reduce((value, token) => step(value, token), document), last };
}

function add(document: Json, pointer: string, value: Json): Json {
  if (pointer === '') return value;
  const { parent, last } = parentOf(document, pointer);
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index > parent.length) throw cannotApply();
    parent.splice(index, 0, value);
  } else if (isRecord(parent)) parent[last] = value;
  else throw cannotApply();
  return document;
}

function remove(document: Json, pointer: string): Json {
  valueAt(document, pointer);
  const { parent, last } = parentOf(document, pointer);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isRecord(parent)) delete parent[last];
  return document;
}

function applyOperation(document: Json, operation: Record<string, unknown>): Json {
  const path = String(operation['path'] ?? '');
  const from = String(operation['from'] ?? '');
  switch (operation['op']) {
    case 'add':
      return add(document, path, operation['value']);
    case 'remove':
      return remove(document, path);
    case 'replace':
      if (path === '') return operation['value'];
      return add(remove(document, path), path, operation['value']);
    case 'move': {
      const moved = valueAt(document, from);
      return add(remove(document, from), path, moved);
    }
    case 'copy':
      return add(document, path, structuredClone(valueAt(document, from)));
    case 'test':
      if (!isDeepStrictEqual(valueAt(document, path), operation['value'])) throw cannotApply();
      return document;
    default:
      throw cannotApply();
  }
}

/**
 * Applies a JSON patch (RFC 6902). Throws StatusError 400 when it is not a JSON patch, and 422 when it does not fit the
 * target.
 */
export function applyJsonPatch(target: Json, patch: Json): Json {
  if (!Array.isArray(patch) || !patch.every(isRecord))
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return patch.reduce<Json>(applyOperation, structuredClone(target));
}
