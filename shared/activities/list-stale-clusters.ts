import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { storageKey } from '../clusters/keys.ts';
import type { Postures } from '../ports/postures.ts';
import { isTooOld } from '../posture/next-posture.ts';

const pageSize = 100;

/** Reads one page of postures and returns the clusters that have a posture past its freshness at `at` (ISO 8601). */
export async function listStaleClusters(
  postures: Postures,
  { at, continuation }: { at: string; continuation: string | null },
): Promise<{ clusters: ClusterReference[]; read: number; continuation: string | null }> {
  const page = await postures.listPostures({ limit: pageSize, continuation });
  const tooOld = page.postures.filter((posture) => isTooOld(posture, at));
  const clusters = new Map(tooOld.map(({ cluster }) => [storageKey(cluster), cluster]));
  return { clusters: [...clusters.values()], read: page.postures.length, continuation: page.continuation };
}
