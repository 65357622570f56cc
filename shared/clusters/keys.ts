import { foldCase } from '../plain/fold-case.ts';
import { stableHash } from '../plain/stable-hash.ts';
import type { ClusterReference } from './cluster-reference.ts';

// Three kinds of keys for three purposes. Each is the same for every spelling of a cluster and a pool, because ARM
// ignores case in names.

/**
 * Separates the parts of a storage key. Azure's own names never contain it; in any other name it is escaped, so two
 * different clusters never share a key.
 */
const separator = '|';

/** The character that follows the separator in Unicode: the end of a range of keys with one beginning. */
const afterSeparator = '}';

/**
 * Characters that a PartitionKey or RowKey must not contain ("Understanding the Table service data model"): slash,
 * backslash, hash, question mark and control characters. The equals sign is escaped too, because it begins our escapes.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this pattern has to match control characters.
const forbidden = /[/\\#?=\u0000-\u001f\u007f-\u009f]/g;

/**
 * Turns any text into a key, and two different texts into two different keys: a forbidden character becomes `=` and
 * four hexadecimal digits.
 */
export function escapeKey(text: string): string {
  return text.replace(forbidden, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `=${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A readable key of a cluster, or of one of its pools, for rows, maps and ranges of keys. */
export function storageKey({ subscriptionId, resourceGroup, name }: ClusterReference, poolName?: string): string {
  const parts = [subscriptionId, resourceGroup, name, ...(poolName === undefined ? [] : [poolName])];
  return parts.map((part) => escapeKey(foldCase(part)).replaceAll(separator, escapeCharacter)).join(separator);
}

/** The range of storage keys of all pools of a cluster: `from` is included, `to` is not. */
export function storageKeysBelow(cluster: ClusterReference): { from: string; to: string } {
  const key = storageKey(cluster);
  return { from: `${key}${separator}`, to: `${key}${afterSeparator}` };
}

/**
 * A short key of a cluster, or of one of its pools, for ids of Durable instances, whose length and characters are
 * limited.
 */
export function instanceKey(cluster: ClusterReference, poolName = ''): string {
  const { subscriptionId, resourceGroup, name } = cluster;
  return stableHash(foldCase(`${subscriptionId}/${resourceGroup}/${name}/${poolName}`));
}

/** The facts that distinguish one state of a pool from the next. */
export interface PoolGeneration {
  nodeImageVersion: string | null;
  /** See `poolState`; absent in a look that an earlier version of this app began. */
  state?: string | undefined;
  /** Every operation on the pool changes it, and so does an operation on its cluster (AKS, "Use eTags"). */
  eTag: string | null;
}

/**
 * The key of one state of a pool. Every host computes the same key, so many events about one change lead to one run.
 */
export function changeKey(cluster: ClusterReference, poolName: string, generation: PoolGeneration): string {
  const { nodeImageVersion, state = '', eTag } = generation;
  return stableHash(`${instanceKey(cluster, poolName)}|${nodeImageVersion ?? ''}|${eTag ?? state}`);
}
