import { isRecord } from '../../api/json.ts';
import { parseType, type TypeSchemas } from './type-schemas.ts';

export interface FieldMistakes {
  /** The paths of fields that the type does not have. */
  unknown: string[];
  /** The first value whose type cannot be decoded, as an error text of Go; null when there is none. */
  undecodable: string | null;
}

const jsonWord = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
};

const goTypes: Record<string, { accepts(value: unknown): boolean; name: string }> = {
  string: { accepts: (value) => typeof value === 'string', name: 'string' },
  number: { accepts: (value) => typeof value === 'number', name: 'int32' },
  boolean: { accepts: (value) => typeof value === 'boolean', name: 'bool' },
};

/** Quantities are strings in the schema, but numbers are accepted too. */
const isQuantityMap = (path: string) =>
  /\.(limits|requests|capacity|allocatable|hard|used|podFixed)\.[^.]+$/.test(path);

/**
 * Compares a value with its type, recursively. `path` is empty at the start and then has the form
 * `spec.containers[0].image`.
 */
export function findMistakes(
  schemas: TypeSchemas,
  typeName: string,
  value: unknown,
  path = '',
  into: FieldMistakes = { unknown: [], undecodable: null },
): FieldMistakes {
  if (value === null || value === undefined) return into;
  const { holder, element } = parseType(typeName);
  const refuse = (goType: string) => {
    const type = goType === 'struct' ? `v1.${element.replace(/^V1/, '')}` : goType;
    into.undecodable ??= `json: cannot unmarshal ${jsonWord(value)} into Go struct field .${path} of type ${type}`;
    return into;
  };
  if (holder === 'list') {
    if (!Array.isArray(value)) return refuse(`[]${element.replace(/^V1/, 'v1.')}`);
    for (const [index, item] of value.entries()) findMistakes(schemas, element, item, `${path}[${index}]`, into);
    return into;
  }
  if (holder === 'map') {
    if (!isRecord(value)) return refuse(`map[string]${element}`);
    for (const [key, item] of Object.entries(value)) findMistakes(schemas, element, item, `${path}.${key}`, into);
    return into;
  }
  const scalar = goTypes[element];
  if (scalar) return scalar.accepts(value) || isQuantityMap(path) ? into : refuse(scalar.name);
  const fields = schemas.get(element);
  if (!fields) return into;
  if (!isRecord(value)) return refuse('struct');
  for (const [key, item] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const field = fields.find((candidate) => candidate.name === key);
    if (field) findMistakes(schemas, field.type, item, at, into);
    else into.unknown.push(at);
  }
  return into;
}
