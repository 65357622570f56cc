import { isDeepStrictEqual } from 'node:util';
import { type KubeObject, StatusError } from '../../seams.ts';
import { elementKey, type FieldPath, fieldValuesOf, pathText, printPath } from './field-paths.ts';
import { isAtomicMap, isSet, listKeysOf } from './list-keys.ts';
import {
  type FieldOwner,
  isSameOwner,
  type OwnerIdentity,
  ownerIn,
  readOwners,
  writeOwners,
} from './managed-fields.ts';
import { isRecord } from './merge-patch.ts';

interface Conflict {
  owner: FieldOwner;
  path: FieldPath;
}

function conflictError(conflicts: Conflict[]): StatusError {
  const words = ({ owner }: Conflict) => `conflict with "${owner.manager}" using ${owner.apiVersion}`;
  const byOwner = new Map<string, string[]>();
  for (const conflict of conflicts)
    byOwner.set(words(conflict), [...(byOwner.get(words(conflict)) ?? []), printPath(conflict.path)]);
  const parts = [...byOwner].map(([who, fields]) =>
    fields.length === 1 ? `${who}: ${fields[0]}` : `${who}:\n${fields.map((field) => `- ${field}`).join('\n')}`,
  );
  const plural = conflicts.length === 1 ? 'conflict' : 'conflicts';
  const message =
    byOwner.size === 1
      ? `Apply failed with ${conflicts.length} ${plural}: ${parts[0]}`
      : `Apply failed with ${conflicts.length} ${plural}: conflicts with ${parts.map((part) => part.replace(/^conflict with /, '')).join('\nconflicts with ')}`;
  return new StatusError(409, 'Conflict', message, {
    causes: conflicts.map((conflict) => ({
      reason: 'FieldManagerConflict',
      message: words(conflict),
      field: printPath(conflict.path),
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

/** Removes the field at `path`; containers that it leaves empty go too. */
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

/** An element of a list stays as long as anybody owns something in it. */
function isStillOwned(path: FieldPath, owners: FieldOwner[]): boolean {
  const scope = path.at(-1) === '.' ? path.slice(0, -1) : path;
  return owners.some(({ paths }) => [...paths.values()].some((owned) => startsWith(owned, scope)));
}

/**
 * Server-side apply: merges what `identity` applies into the live object and returns it with its new owners.
 * Throws StatusError Conflict for fields that others own with another value, unless `force`.
 */
export function applyServerSide(
  live: KubeObject | null,
  applied: KubeObject,
  identity: OwnerIdentity,
  force: boolean,
): KubeObject {
  const wanted = fieldValuesOf(applied);
  const present = live ? fieldValuesOf(live) : new Map();
  const owners = live ? readOwners(live) : [];
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
  // Deep paths first, so that an element is judged when its fields are gone.
  for (const path of abandoned.sort((a, b) => b.length - a.length))
    if (!isStillOwned(path, owners)) removePath(next, path);
  // Applying the same again is no change, so it is no new time either.
  const isNews = !isDeepStrictEqual(present, fieldValuesOf(next)) || !isDeepStrictEqual(previously, mine.paths);
  if (isNews) mine.time = identity.time;
  writeOwners(next, owners);
  return next;
}
