import { ObjectSerializer } from '@kubernetes/client-node/dist/gen/models/ObjectSerializer.js';
import { isRecord } from '../../plain/is-record.ts';

/**
 * Compares a value of an answer with a type of Kubernetes' published API, as client-node knows it (`V1Pod`,
 * `Array<V1Taint>`, `{ [key: string]: string; }`). Returns what does not fit, in words for people and beginning with
 * `path`, or null. client-node itself does not look: it takes a text for an object without fields, and throws a TypeError
 * where it expects a list.
 *
 * Members that are null are removed from the value. Kubernetes writes null for "none" where Go has an empty slice
 * (`containers: null` of a template), so null and absent mean the same. Fields that the type does not have are let be.
 */
export function findMisfit(value: unknown, type: string, path: string): string | null {
  const misfit = checkOf(type)(value);
  return misfit && path + misfit;
}

/** What does not fit, beginning with the path to it, so that no path is written for what fits. */
type Check = (value: unknown) => string | null;

/** One check for each type. There are only so many types. */
const checks = new Map<string, Check>();

function checkOf(type: string): Check {
  const known = checks.get(type);
  if (known) return known;
  // A type may hold itself, so its check is made when it is needed.
  let made: Check | null = null;
  const check: Check = (value) => {
    made ??= makeCheck(type);
    return made(value);
  };
  checks.set(type, check);
  return check;
}

function makeCheck(type: string): Check {
  const isOfType = primitives[type];
  if (isOfType) return (value) => (isOfType(value) ? null : misfit(value, `a ${type.toLowerCase()}`));
  const item = /^Array<(.+)>$/s.exec(type)?.[1];
  if (item !== undefined) return checkList(checkOf(item));
  const member = /^\{ \[key: string\]: (.+); \}$/s.exec(type)?.[1];
  if (member !== undefined) return checkMembers(() => checkOf(member));
  const attributes = attributesOf(type);
  if (!attributes) return () => null;
  const types = new Map(attributes.map(({ baseName, type: of }) => [baseName, checkOf(of)]));
  return checkMembers((name) => types.get(name));
}

const primitives: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  Date: (value) => typeof value === 'string' && Number.isFinite(Date.parse(value)),
};

function checkList(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return misfit(value, 'a list');
    for (const [index, item] of value.entries()) {
      const found = check(item);
      if (found !== null) return `[${index}]${found}`;
    }
    return null;
  };
}

function checkMembers(checkFor: (name: string) => Check | undefined): Check {
  return (value) => {
    if (!isRecord(value)) return misfit(value, 'an object');
    for (const name of Object.keys(value)) {
      const inner = value[name];
      if (inner === null) delete value[name];
      const found = inner === null ? null : (checkFor(name)?.(inner) ?? null);
      // A name may be anything that a cluster wrote, so it is shown only where it looks like a field's.
      if (found !== null) return `.${/^\w{1,60}$/.test(name) ? name : '*'}${found}`;
    }
    return null;
  };
}

interface Attribute {
  baseName: string;
  type: string;
}

/** The fields of a model; null for a type that is no model, such as IntOrString. */
function attributesOf(type: string): readonly Attribute[] | null {
  const model: unknown = ObjectSerializer.deserialize({}, type, '').constructor;
  return (model as { attributeTypeMap?: readonly Attribute[] }).attributeTypeMap ?? null;
}

function misfit(value: unknown, expected: string): string {
  return ` is ${inWords(value)} and not ${expected}`;
}

/** Never the value itself, which may be anything. */
function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
