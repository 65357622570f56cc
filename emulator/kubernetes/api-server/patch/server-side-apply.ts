import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../api/json.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { elementKey, type FieldPath, fieldValuesOf, pathText, printPath } from './field-paths.ts';
import { isAtomicMap, isSet, listKeysOf } from './list-keys.ts';
import {
  type FieldOwner,
  isSameOwner,
  type OwnerIdentity,
  ownerIn,
  parseOwners,
  writeOwners,
} from './managed-fields.ts';

interface Conflict {
  owner: FieldOwner;
  path: FieldPath;
}

/**
 * Renders an owner as conflicts name it: an owner by apply only by name, others also with the version in which they
 * wrote.
 */
function printOwner({ manager, subresource, operation, apiVersion }: FieldOwner): string {
  const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}

/** Renders the message of NewConflictError in apimachinery/pkg/util/managedfields. */
function conflictMessage(conflicts: Conflict[]): string {
  const [first, ...more] = conflicts;
  if (first && more.length === 0)
    return `Apply failed with 1 conflict: conflict with ${printOwner(first.owner)}: ${printPath(first.path)}`;
  const owners = [...new Set(conflicts.map(({ owner }) => printOwner(owner)))].sort();
  const lines = owners.flatMap((owner) => [
    `conflicts with ${owner}:`,
    ...conflicts.filter((conflict) => printOwner(conflict.owner) === owner).map(({ path }) => `- ${printPath(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function conflictError(conflicts: Conflict[]): StatusError {
  return new StatusError(409, 'Conflict', conflictMessage(conflicts), {
    causes: conflicts.map(({ owner, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${printOwner(owner)}`,
      field: printPath(path),
    })),
  });
}

function mergeLists(field: string, live: unknown, applied: unknown[]): unknown[] {
  const existing = Array.isArray(live) ? live : [];
  if (isSet(field)) return [...new Set([...existing, ...applied])];
  if (!listKeysOf(field) || ![...existing, ...applied].every(isRecord)) return applied;
  const result = [...existing];
  for (const element of applied.filter(isRecord)) {
    const key = elementKey(field, element);
    const at = result.findIndex((candidate) => elementKey(field, candidate) === key);
    if (at < 0) result.push(element);
    else result[at] = mergeValues('', result[at], element);
  }
  return result;
}

function mergeValues(field: string, live: unknown, applied: unknown): unknown {
  if (Array.isArray(applied)) return mergeLists(field, live, applied);
  if (!isRecord(applied) || isAtomicMap(field)) return applied;
  const result: Record<string, unknown> = isRecord(live) ? { ...live } : {};
  for (const [key, value] of Object.entries(applied)) result[key] = mergeValues(key, result[key], value);
  return result;
}

/** Removes the field at `path`, and the containers that become empty by it. */
function removePath(container: unknown, path: FieldPath, field = ''): void {
  const [part = '', ...rest] = path;
  if (part.startsWith('f:') && isRecord(container)) {
    const key = part.slice(2);
    const child = container[key];
    if (rest.length === 0) delete container[key];
    else removePath(child, rest, key);
    const isEmpty =
      (Array.isArray(child) && child.length === 0) || (isRecord(child) && Object.keys(child).length === 0);
    if (rest.length > 0 && isEmpty) delete container[key];
  } else if (Array.isArray(container)) {
    const at = container.findIndex((element) =>
      part.startsWith('v:')
        ? `v:${JSON.stringify(element)}` === part
        : isRecord(element) && elementKey(field, element) === part,
    );
    if (at < 0) return;
    if (rest.length === 0 || rest[0] === '.') container.splice(at, 1);
    else removePath(container[at], rest);
  }
}

const startsWith = (path: FieldPath, prefix: FieldPath) => prefix.every((part, index) => path[index] === part);

/** An element of a list stays as long as any owner has a field in it. */
function isStillOwned(path: FieldPath, owners: FieldOwner[]): boolean {
  const scope = path.at(-1) === '.' ? path.slice(0, -1) : path;
  return owners.some(({ paths }) => [...paths.values()].some((owned) => startsWith(owned, scope)));
}

/**
 * Does a server-side apply: merges what `identity` applies into the live object, and returns it with its new owners.
 * Throws StatusError Conflict when others own a field with another value, unless `force` is set.
 */
export function applyServerSide(
  live: KubeObject | null,
  applied: KubeObject,
  identity: OwnerIdentity,
  force: boolean,
): KubeObject {
  const wanted = fieldValuesOf(applied);
  const present = live ? fieldValuesOf(live) : new Map();
  const owners = live ? parseOwners(live) : [];
  const others = owners.filter((owner) => !isSameOwner(owner, identity));
  const conflicts = others.flatMap((owner) =>
    [...owner.paths]
      .filter(([text]) => wanted.has(text) && !isDeepStrictEqual(wanted.get(text)?.value, present.get(text)?.value))
      .map(([, path]) => ({ owner, path })),
  );
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);
  for (const { owner, path } of conflicts) owner.paths.delete(pathText(path));

  const mine = ownerIn(owners, identity);
  const abandoned = [...mine.paths].filter(([text]) => !wanted.has(text)).map(([, path]) => path);
  const next = mergeValues('', structuredClone(live ?? {}), structuredClone(applied)) as KubeObject;
  const previously = mine.paths;
  mine.paths = new Map([...wanted].map(([text, { path }]) => [text, path]));
  // Deep paths come first, so that the fields of an element are gone before the element itself is checked.
  for (const path of abandoned.sort((a, b) => b.length - a.length))
    if (!isStillOwned(path, owners)) removePath(next, path);
  // Applying the same object again changes nothing, so the time stays too.
  const isNews = !isDeepStrictEqual(present, fieldValuesOf(next)) || !isDeepStrictEqual(previously, mine.paths);
  if (isNews) mine.time = identity.time;
  writeOwners(next, owners);
  return next;
}
