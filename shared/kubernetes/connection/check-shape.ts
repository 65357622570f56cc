import { ObjectSerializer } from '@kubernetes/client-node/dist/gen/models/ObjectSerializer.js';

interface Attribute {
  baseName: string;
  type: string;
}

/**
 * Compares a value of an answer with a type of Kubernetes' published API, as client-node knows it (`V1Pod`,
 * `Array<V1Taint>`, `{ [key: string]: string; }`). Returns what does not fit, in words for people, or null. client-node
 * itself does not look: it takes a text for an object without fields, and throws a TypeError where it expects a list.
 *
 * Members that are null are removed from the value. Kubernetes writes null for "none" where Go has an empty slice
 * (`containers: null` of a template), so null and absent mean the same. Fields that the type does not have are let be.
 */
export function findMisfit(value: unknown, type: string, path: string): string | null {
  const item = /^Array<(.+)>$/s.exec(type)?.[1];
  if (item !== undefined)
    return Array.isArray(value)
      ? firstOf(value, (member, index) => findMisfit(member, item, `${path}[${index}]`))
      : misfit(path, value, 'a list');
  const member = /^\{ \[key: string\]: (.+); \}$/s.exec(type)?.[1];
  if (member !== undefined)
    return isRecord(value)
      ? firstOf(withoutNulls(value), ([, inner]) => findMisfit(inner, member, `${path}.*`))
      : misfit(path, value, 'an object');
  const isOfType = primitives[type];
  if (isOfType) return isOfType(value) ? null : misfit(path, value, `a ${type.toLowerCase()}`);
  const attributes = attributesOf(type);
  if (!attributes) return null;
  if (!isRecord(value)) return misfit(path, value, 'an object');
  withoutNulls(value);
  return firstOf(attributes, ({ baseName, type: of }) =>
    value[baseName] === undefined ? null : findMisfit(value[baseName], of, `${path}.${baseName}`),
  );
}

const primitives: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  Date: (value) => typeof value === 'string' && Number.isFinite(Date.parse(value)),
};

const known = new Map<string, readonly Attribute[] | null>();

/** The fields of a model; null for a type that is no model, such as IntOrString. There are only so many types. */
function attributesOf(type: string): readonly Attribute[] | null {
  const found = known.get(type);
  if (found !== undefined) return found;
  const model: unknown = ObjectSerializer.deserialize({}, type, '').constructor;
  const attributes = (model as { attributeTypeMap?: readonly Attribute[] }).attributeTypeMap ?? null;
  known.set(type, attributes);
  return attributes;
}

function withoutNulls(value: Record<string, unknown>): [string, unknown][] {
  for (const [name, inner] of Object.entries(value)) if (inner === null) delete value[name];
  return Object.entries(value);
}

function firstOf<T>(items: readonly T[], look: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== null) return found;
  }
  return null;
}

function misfit(path: string, value: unknown, expected: string): string {
  return `${path} is ${inWords(value)} and not ${expected}`;
}

/** Never the value itself, which may be anything. */
function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
