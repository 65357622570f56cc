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

/** Some neighbours in the order. Their keys are apart from them, because a search reads keys alone. */
interface Block {
  keys: string[];
  objects: KubeObject[];
}

/** Objects in a block, at most: a write moves those behind it in its block, and no others. */
const blockSize = 256;

/** The index of the first item for which `isBefore` is false. The items for which it is true come first. */
function firstNot<T>(items: readonly T[], isBefore: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const placeIn = ({ keys }: Block, key: string) => firstNot(keys, (other) => other < key);

/**
 * Creates an empty collection. Keys are kept sorted as they come, in blocks: neither sorting at each list nor moving all that
 * comes behind a new key may make every change of a large cluster cost as much as the cluster is large.
 */
export function createSortedObjects(): SortedObjects {
  const byKey = new Map<string, KubeObject>();
  const blocks: Block[] = [];

  /** The index of the first block that has a key which is not before this one. */
  const blockOf = (key: string) => firstNot(blocks, ({ keys }) => (keys.at(-1) as string) < key);

  const add = (key: string, object: KubeObject) => {
    // What is behind everything else goes to the end of the last block.
    const index = Math.max(0, Math.min(blockOf(key), blocks.length - 1));
    const block = blocks[index];
    if (!block) return void blocks.push({ keys: [key], objects: [object] });
    const place = placeIn(block, key);
    block.keys.splice(place, 0, key);
    block.objects.splice(place, 0, object);
    if (block.keys.length <= blockSize) return;
    const half = blockSize / 2;
    blocks.splice(index + 1, 0, { keys: block.keys.splice(half), objects: block.objects.splice(half) });
  };

  const from = (key: string): { index: number; place: number } => {
    const index = blockOf(key);
    const block = blocks[index];
    return { index, place: block ? placeIn(block, key) : 0 };
  };

  return {
    get: (key) => byKey.get(key),
    put(object) {
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const block = byKey.has(key) ? blocks[blockOf(key)] : undefined;
      if (block) block.objects[placeIn(block, key)] = object;
      else add(key, object);
      byKey.set(key, object);
    },
    remove(key) {
      if (!byKey.delete(key)) return;
      const { index, place } = from(key);
      const block = blocks[index] as Block;
      block.keys.splice(place, 1);
      block.objects.splice(place, 1);
      if (block.keys.length === 0) blocks.splice(index, 1);
    },
    list(namespace) {
      if (!namespace) return blocks.flatMap(({ objects }) => objects);
      // '0' is the character after '/', which ends the namespace in a key.
      const [first, end] = [from(`${namespace}/`), from(`${namespace}0`)];
      return blocks.slice(first.index, end.index + 1).flatMap(({ objects }, offset) => {
        const index = first.index + offset;
        const begin = index === first.index ? first.place : 0;
        return objects.slice(begin, index === end.index ? end.place : undefined);
      });
    },
  };
}
