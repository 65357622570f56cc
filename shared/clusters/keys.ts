import { stableHash } from '../plain/stable-hash.ts';
import type { ClusterReference } from './cluster-reference.ts';

// Three names for three meanings. All are the same for every spelling of a cluster and a pool: ARM's names are
// case-insensitive.

/** Parts a storage key. Names that Azure gives never hold it; in any other it is escaped, so that keys stay one to one. */
const separator = '|';

/** The character after the separator: where a range of keys with one beginning ends. */
const afterSeparator = '}';

/**
 * What a PartitionKey or RowKey must not hold ("Understanding the Table service data model"): slash, backslash, hash,
 * question mark and control characters. The equals sign is ours, to escape with.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const forbidden = /[/\\#?=\u0000-\u001f\u007f-\u009f]/g;

/** Makes a key of any text, one to one: forbidden characters become `=` and four hexadecimal digits. */
export function escapeKey(text: string): string {
  return text.replace(forbidden, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `=${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Names a cluster, or one of its pools, where people may read it: in rows, in maps, in ranges of keys. */
export function storageKey({ subscriptionId, resourceGroup, name }: ClusterReference, poolName?: string): string {
  const parts = [subscriptionId, resourceGroup, name, ...(poolName === undefined ? [] : [poolName])];
  return parts.map((part) => escapeKey(part.toLowerCase()).replaceAll(separator, escapeCharacter)).join(separator);
}

/** The storage keys of all that is below a cluster: `from` included, `to` not. */
export function storageKeysBelow(cluster: ClusterReference): { from: string; to: string } {
  const key = storageKey(cluster);
  return { from: `${key}${separator}`, to: `${key}${afterSeparator}` };
}

/** Names a cluster, or one of its pools, in an id of Durable, whose length and characters are bounded. */
export function instanceKey(cluster: ClusterReference, poolName = ''): string {
  const { subscriptionId, resourceGroup, name } = cluster;
  return stableHash(`${subscriptionId}/${resourceGroup}/${name}/${poolName}`.toLowerCase());
}

/** What tells one state of a pool from the next. */
export interface PoolGeneration {
  nodeImageVersion: string | null;
  /** Every operation on the pool changes it, and so does an operation on its cluster (AKS, "Use eTags"). */
  eTag: string | null;
}

/** Names one state of a pool, alike for everybody who sees it: what makes many events one change. */
export function changeKey(cluster: ClusterReference, poolName: string, generation: PoolGeneration): string {
  return stableHash(`${instanceKey(cluster, poolName)}|${generation.nodeImageVersion ?? ''}|${generation.eTag ?? ''}`);
}
