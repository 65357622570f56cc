import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { lostRace, untilWritten } from '../errors/until-written.ts';
import type { Postures } from '../ports/postures.ts';
import type { Posture } from '../posture/posture.ts';

/**
 * Changes fields of a pool's posture, under its ETag. `changed` is false when the pool has no posture. Idempotent.
 * Throws PreconditionFailed when others keep changing the row, and coded errors of the storage.
 */
export function changePosture(
  postures: Postures,
  cluster: ClusterReference,
  poolName: string,
  change: Partial<Pick<Posture, 'changing' | 'retired'>>,
): Promise<{ changed: boolean }> {
  return untilWritten(`The posture of pool ${poolName}`, async () => {
    const { value, eTag } = await postures.readPosture(cluster, poolName);
    if (!value) return { changed: false };
    const { written } = await postures.writePosture({ ...value, ...change }, eTag);
    return written ? { changed: true } : lostRace;
  });
}
