import type { KubeObject } from '../../api/seams.ts';
import { keyOf } from './object-identity.ts';

/** The objects of one resource in etcd's order, which lists and their continue tokens follow. */
export interface SortedObjects {
  get(key: string): KubeObject | undefined;
  /** Adds an object, or puts it in the place of the one with the same key. */
  put(object: KubeObject): void;
  remove(key: string): void;
  /** All objects, or those of a namespace, in a new array. */
  list(namespace?: string | null): KubeObject[];
}

/**
 * Creates an empty collection. Keys are kept sorted as they come: sorting at each list would make every change of a large
 * cluster cost as much as the cluster is large.
 */
export function createSortedObjects(): SortedObjects {
  const byKey = new Map<string, KubeObject>();
  const keys: string[] = [];
  const objects: KubeObject[] = [];

  /** The index of the first key that is not before this one. */
  const placeOf = (key: string) => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get: (key) => byKey.get(key),
    put(object) {
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const place = placeOf(key);
      if (byKey.has(key)) objects[place] = object;
      else {
        keys.splice(place, 0, key);
        objects.splice(place, 0, object);
      }
      byKey.set(key, object);
    },
    remove(key) {
      if (!byKey.delete(key)) return;
      const place = placeOf(key);
      keys.splice(place, 1);
      objects.splice(place, 1);
    },
    list(namespace) {
      if (!namespace) return objects.slice();
      // '0' is the character after '/', which ends the namespace in a key.
      return objects.slice(placeOf(`${namespace}/`), placeOf(`${namespace}0`));
    },
  };
}
