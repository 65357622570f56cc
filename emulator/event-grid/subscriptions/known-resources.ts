import { z } from 'zod';

const armId = z.string().startsWith('/subscriptions/');

/** What stands behind an ARM id that an event subscription names: it is not emulated itself, or runs elsewhere. */
export const knownResource = z.union([
  z.strictObject({ resourceId: armId, connectionString: z.string() }),
  z.strictObject({ resourceId: armId, baseUrl: z.url(), key: z.string() }),
]);

export type KnownResource = z.output<typeof knownResource>;

export interface KnownResources {
  add(resource: KnownResource): void;
  /** The connection string of a storage account; undefined when nobody has told of it. */
  storageAccount(id: string): string | undefined;
  /** The address and a key of a function app; undefined when nobody has told of it. */
  functionApp(id: string): { baseUrl: string; key: string } | undefined;
}

/** Creates the register of what stands behind ARM ids, which are compared without case. */
export function createKnownResources(): KnownResources {
  const known = new Map<string, KnownResource>();
  const find = (id: string) => known.get(id.toLowerCase());
  return {
    add: (resource) => void known.set(resource.resourceId.toLowerCase(), resource),
    storageAccount(id) {
      const found = find(id);
      return found && 'connectionString' in found ? found.connectionString : undefined;
    },
    functionApp(id) {
      const found = find(id);
      return found && 'baseUrl' in found ? found : undefined;
    },
  };
}
