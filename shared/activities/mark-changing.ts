import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Postures } from '../ports/postures.ts';
import { markPosture } from '../posture/next-posture.ts';
import { changePosture } from './change-posture.ts';

/**
 * Marks that the kernels of a pool are about to change, as of `at` (ISO 8601): the posture no longer counts as fresh.
 * Changes nothing for a pool without a posture, and nothing when the evidence was read after the event. Idempotent.
 */
export function markChanging(
  postures: Postures,
  cluster: ClusterReference,
  poolName: string,
  at: string,
): Promise<{ changed: boolean }> {
  return changePosture(postures, cluster, poolName, (posture) => markPosture(posture, at));
}
