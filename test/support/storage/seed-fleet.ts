import type { ClusterReference } from '../../../shared/clusters/cluster-reference.ts';
import type { StorageAccess } from '../../../shared/storage/access/storage-access.ts';
import { createPostures } from '../../../shared/storage/tables-postures.ts';
import type { StorageRoom } from './shared-azurite.ts';

/** The access of adapters to a room of the storage account. */
export function accessTo(room: StorageRoom): StorageAccess & { tablePrefix: string } {
  const credential = { getToken: () => Promise.reject(new Error('The account key signs.')) };
  return { ...room, tablesEndpoint: null, credential };
}

/** Remembers every pool of a fleet as proven isolated, an hour before `atMs` (milliseconds since the epoch). */
export async function seedFleet(
  room: StorageRoom,
  { clusters, poolNames }: { clusters: readonly ClusterReference[]; poolNames: readonly string[] },
  atMs: number,
): Promise<void> {
  const postures = createPostures(accessTo(room));
  const provenAt = new Date(atMs - 60 * 60_000).toISOString();
  const freshUntil = new Date(atMs + 24 * 60 * 60_000).toISOString();
  for (const cluster of clusters)
    for (const poolName of poolNames)
      await postures.writePosture(
        {
          ...{ cluster, poolName, provenAt, freshUntil, since: provenAt, verdict: 'isolated', runId: 'a-run' },
          ...{ reason: 'All 3 nodes are isolated.', nodeImageVersion: null, nodesPresent: 3, nodesProven: 3 },
          ...{ evidenceHash: null, evidenceSince: null, changing: false, changingSince: null, retired: false },
        },
        null,
      );
}
