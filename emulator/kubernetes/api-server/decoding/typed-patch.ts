import { listKeysOf } from '../patch/list-keys.ts';
import { parseType, type TypeField, type TypeSchemas } from '../schemas/type-schemas.ts';
import { isQuantity, isResourceList } from './go-types.ts';
import { type JsonNode, toValue } from './json-node.ts';

/**
 * Finds what of an applied object does not fit its schema, in the words of sigs.k8s.io/structured-merge-diff, each with
 * the path of the field.
 */

const shownScalar = (node: JsonNode): string => {
  const value = toValue(node);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

function scalarError(element: string, node: JsonNode, path: string): string[] {
  if (node.kind === 'null') return [];
  if (element === 'number' && node.kind !== 'number') {
    const types: Record<string, string> = { string: 'string', bool: 'bool', array: '[]interface {}' };
    return [`${path}: expected numeric (int or float), got ${types[node.kind] ?? 'map[string]interface {}'}`];
  }
  if (element === 'string' && node.kind !== 'string') {
    return [`${path}: expected string, got &value.valueUnstructured{Value:${shownScalar(node)}}`];
  }
  return element === 'boolean' && node.kind !== 'bool'
    ? [`${path}: expected boolean, got &{${shownScalar(node)}}`]
    : [];
}

/** The path element of an item: by its keys in a keyed list, by its index in another. */
function itemPath(field: string, item: JsonNode, index: number): string {
  const keys = listKeysOf(field)?.mapKeys;
  if (!keys || item.kind !== 'object') return `[${index}]`;
  const value = toValue(item) as Record<string, unknown>;
  const named = keys.map((key) => [key, value[key] ?? (key === 'protocol' ? 'TCP' : undefined)] as const);
  return `[${named.map(([key, part]) => `${key}=${JSON.stringify(part)}`).join(',')}]`;
}

function listErrors(schemas: TypeSchemas, field: TypeField, element: string, node: JsonNode, path: string): string[] {
  if (node.kind === 'null') return [];
  if (node.kind !== 'array') return [`${path}: expected list, got &{${shownScalar(node)}}`];
  const key = listKeysOf(field.name)?.mergeKey;
  const seen = new Set<string>();
  return node.items.flatMap((item, index) => {
    if (key && item.kind === 'object' && !item.entries.some(([name]) => name === key))
      return [
        `${path}: element ${index}: associative list with keys has an element that omits key field "${key}" (and doesn't have default value)`,
      ];
    const at = itemPath(field.name, item, index);
    const repeated = key && seen.has(at) ? [`${path}: duplicate entries for key ${at}`] : [];
    seen.add(at);
    return [...repeated, ...elementErrors(schemas, element, item, path + at)];
  });
}

function elementErrors(schemas: TypeSchemas, element: string, node: JsonNode, path: string): string[] {
  if (!schemas.has(element)) return scalarError(element, node, path);
  if (node.kind === 'null') return [];
  return structErrors(schemas, element, node, path);
}

/** Returns the errors of a struct, in the order of its keys. */
export function structErrors(schemas: TypeSchemas, model: string, node: JsonNode, path: string): string[] {
  if (node.kind !== 'object') return [`${path}: expected map, got &{${shownScalar(node)}}`];
  return node.entries.flatMap(([key, part]) => {
    const at = `${path}.${key}`;
    const field = schemas.get(model)?.find(({ name }) => name === key);
    if (!field) return [`${at}: field not declared in schema`];
    if (isResourceList(model, key) || isQuantity(model, key)) return [];
    const { holder, element } = parseType(field.type);
    if (holder === 'list') return listErrors(schemas, field, element, part, at);
    if (holder === 'one') return elementErrors(schemas, element, part, at);
    if (part.kind === 'null') return [];
    if (part.kind !== 'object') return [`${at}: expected map, got &{${shownScalar(part)}}`];
    return part.entries.flatMap(([name, value]) => elementErrors(schemas, element, value, `${at}.${name}`));
  });
}
