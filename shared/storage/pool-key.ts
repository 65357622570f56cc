import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { escapeTableKey } from './tables/table-key.ts';

/** Parts a key. Names that Azure gives never hold it; in any other it is escaped, so that keys stay one to one. */
const separator = '|';

/** The character after the separator: where a range of keys with one beginning ends. */
const afterSeparator = '}';

/** One key for all spellings of a cluster: ARM's names are case-insensitive. */
export function clusterKey({ subscriptionId, resourceGroup, name }: ClusterReference): string {
  return [subscriptionId, resourceGroup, name].map(keyPart).join(separator);
}

export function poolKey(cluster: ClusterReference, poolName: string): string {
  return `${clusterKey(cluster)}${separator}${keyPart(poolName)}`;
}

/** The keys that begin with `key` and a separator: `from` included, `to` not. */
export function keysBelow(key: string): { from: string; to: string } {
  return { from: `${key}${separator}`, to: `${key}${afterSeparator}` };
}

function keyPart(text: string): string {
  return escapeTableKey(text.toLowerCase()).replaceAll(separator, '=007c');
}
