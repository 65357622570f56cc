import { isRecord } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import { isAtomicMap, isSet, listKeysOf } from './list-keys.ts';

/**
 * The path of a field as `managedFields` writes it: `f:name` for a field, `k:{…}` for an element of a keyed list, `v:…`
 * for a member of a set, and `.` for the element itself.
 */
export type FieldPath = readonly string[];

/** The leaf paths of an object with their values. The key is the path as text. */
export type FieldValues = Map<string, { path: FieldPath; value: unknown }>;

export const pathText = (path: FieldPath): string => JSON.stringify(path);

const systemMetadata = new Set([
  'name',
  'namespace',
  'generateName',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

/** Names an element of a keyed list. A missing protocol counts as TCP, because that is the API server's default. */
export function elementKey(field: string, element: Record<string, unknown>): string {
  const keys = listKeysOf(field)?.mapKeys ?? [];
  const values = keys.map((key) => [key, element[key] ?? (key === 'protocol' ? 'TCP' : undefined)]);
  return `k:${JSON.stringify(Object.fromEntries(values))}`;
}

function collect(value: unknown, path: FieldPath, field: string, into: FieldValues): void {
  const leaf = () => void into.set(pathText(path), { path, value });
  if (Array.isArray(value)) {
    if (listKeysOf(field) && value.every(isRecord)) {
      for (const element of value) {
        const at = [...path, elementKey(field, element)];
        const self = [...at, '.'];
        into.set(pathText(self), { path: self, value: true });
        collect(element, at, '', into);
      }
    } else if (isSet(field)) {
      for (const member of value) {
        const at = [...path, `v:${JSON.stringify(member)}`];
        into.set(pathText(at), { path: at, value: member });
      }
    } else leaf();
  } else if (isRecord(value) && Object.keys(value).length > 0 && !isAtomicMap(field)) {
    for (const [key, part] of Object.entries(value)) collect(part, [...path, `f:${key}`], key, into);
  } else leaf();
}

/** Returns every field that a manager can own. */
export function fieldValuesOf(object: KubeObject): FieldValues {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const own = Object.entries(metadata ?? {}).filter(([key]) => !systemMetadata.has(key));
  const into: FieldValues = new Map();
  if (own.length > 0) collect(Object.fromEntries(own), ['f:metadata'], 'metadata', into);
  for (const [key, value] of Object.entries(rest)) collect(value, [`f:${key}`], key, into);
  return into;
}

/** Turns paths into the nested form of `fieldsV1`. */
export function toFieldsV1(paths: Iterable<FieldPath>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let node = root;
    for (const part of path) {
      node[part] ??= {};
      node = node[part] as Record<string, unknown>;
    }
  }
  return root;
}

/** Returns the leaf paths of `fieldsV1`. */
export function fromFieldsV1(fields: unknown, prefix: FieldPath = []): FieldPath[] {
  if (!isRecord(fields) || Object.keys(fields).length === 0) return prefix.length > 0 ? [prefix] : [];
  return Object.entries(fields).flatMap(([part, below]) => fromFieldsV1(below, [...prefix, part]));
}

/** Renders a path as conflicts name a field: `.spec.containers[name="x"].image`. */
export function printPath(path: FieldPath): string {
  return path
    .filter((part) => part !== '.')
    .map((part) => {
      if (part.startsWith('f:')) return `.${part.slice(2)}`;
      if (part.startsWith('v:')) return `[=${part.slice(2)}]`;
      const keys = Object.entries(JSON.parse(part.slice(2)) as Record<string, unknown>);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}
