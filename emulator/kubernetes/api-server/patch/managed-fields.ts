import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../api/seams.ts';
import { type FieldPath, fieldValuesOf, fromFieldsV1, pathText, toFieldsV1 } from './field-paths.ts';

/** A manager of fields, and the fields that it owns. */
export interface FieldOwner {
  manager: string;
  operation: 'Apply' | 'Update';
  subresource: string;
  apiVersion: string;
  time: string;
  paths: Map<string, FieldPath>;
}

export type OwnerIdentity = Omit<FieldOwner, 'paths'>;

export function parseOwners(object: KubeObject): FieldOwner[] {
  const entries = (object.metadata['managedFields'] ?? []) as Record<string, unknown>[];
  return entries.map((entry) => ({
    manager: String(entry['manager'] ?? ''),
    operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
    subresource: String(entry['subresource'] ?? ''),
    apiVersion: String(entry['apiVersion'] ?? ''),
    time: String(entry['time'] ?? ''),
    paths: new Map(fromFieldsV1(entry['fieldsV1']).map((path) => [pathText(path), path])),
  }));
}

/** Writes the owners into the object, without those that own no field. */
export function writeOwners(object: KubeObject, owners: FieldOwner[]): void {
  object.metadata['managedFields'] = owners
    .filter(({ paths }) => paths.size > 0)
    .map(({ manager, operation, subresource, apiVersion, time, paths }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(paths.values()),
      ...(subresource === '' ? {} : { subresource }),
    }));
}

export const isSameOwner = (a: OwnerIdentity, b: OwnerIdentity): boolean =>
  a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;

/** Returns the owner's entry. A new owner is added at the end of the list. */
export function ownerIn(owners: FieldOwner[], identity: OwnerIdentity): FieldOwner {
  const found = owners.find((owner) => isSameOwner(owner, identity));
  if (found) return found;
  const made = { ...identity, paths: new Map<string, FieldPath>() };
  owners.push(made);
  return made;
}

/** Records a create, replace or patch: the manager now owns what it changed, and nobody owns what it removed. */
export function recordUpdate(previous: KubeObject | null, next: KubeObject, identity: OwnerIdentity): void {
  const before = previous ? fieldValuesOf(previous) : new Map();
  const after = fieldValuesOf(next);
  const changed = [...after].filter(([text, { value }]) => !isDeepStrictEqual(before.get(text)?.value, value));
  const owners = previous ? parseOwners(previous) : [];
  for (const owner of owners) {
    for (const text of owner.paths.keys()) if (!after.has(text)) owner.paths.delete(text);
    if (!isSameOwner(owner, identity)) for (const [text] of changed) owner.paths.delete(text);
  }
  if (changed.length > 0) {
    const mine = ownerIn(owners, identity);
    mine.time = identity.time;
    for (const [text, { path }] of changed) mine.paths.set(text, path);
  }
  writeOwners(next, owners);
}
