import type { KubeObject, Resource } from '../../api/seams.ts';
import { keyOf } from './object-identity.ts';

/** Which objects have which owner, so that nobody has to look through a whole cluster for the dependants of one object. */
export interface OwnedObjects {
  /** Notes what an object has become; `next` is null for one that is gone. */
  note(resource: Resource, previous: KubeObject | null, next: KubeObject | null): void;
  /** The keys of the objects that name this owner, by their resource and in no order. */
  of(ownerUid: string): { resource: Resource; key: string }[];
}

const ownersOf = (object: KubeObject | null): string[] =>
  (object?.metadata.ownerReferences ?? []).map(({ uid }) => uid);

export function createOwnedObjects(): OwnedObjects {
  const owned = new Map<string, Map<string, { resource: Resource; key: string }>>();
  return {
    note(resource, previous, next) {
      const { namespace, name } = (next ?? previous)?.metadata ?? { name: '' };
      const key = keyOf(namespace, name);
      const id = `${resource}/${key}`;
      for (const uid of ownersOf(previous)) {
        const left = owned.get(uid);
        left?.delete(id);
        if (left?.size === 0) owned.delete(uid);
      }
      for (const uid of ownersOf(next)) {
        const all = owned.get(uid) ?? new Map();
        owned.set(uid, all.set(id, { resource, key }));
      }
    },
    of: (ownerUid) => [...(owned.get(ownerUid)?.values() ?? [])],
  };
}
