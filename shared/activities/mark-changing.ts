import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Postures } from '../ports/postures.ts';
import { changePosture } from './change-posture.ts';

/**
 * Marks that a pool's kernels are about to change, as of `at` (ISO 8601): what is known of it no longer counts as fresh.
 * A proof that is younger than the event already knows better, and an unknown pool has nothing to mark.
 */
export async function markChanging(
  postures: Postures,
  cluster: ClusterReference,
  poolName: string,
  at: string,
): Promise<{ changed: boolean }> {
  const { value } = await postures.readPosture(cluster, poolName);
  if (!value || value.changing || Date.parse(value.provenAt) > Date.parse(at)) return { changed: false };
  return changePosture(postures, cluster, poolName, { changing: true });
}
