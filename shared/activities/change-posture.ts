import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { lostRace, untilWritten } from '../errors/until-written.ts';
import type { Postures } from '../ports/postures.ts';
import type { Posture } from '../posture/posture.ts';

/**
 * Changes fields of a pool's posture, under its ETag. `decide` says what to change, or null for nothing; it is asked
 * again whenever somebody else has changed the row meanwhile. `changed` is false when nothing was to be changed, or the
 * pool has no posture. Idempotent. Throws PreconditionFailed when others keep changing the row, and coded errors of the
 * storage.
 */
export function changePosture(
  postures: Postures,
  cluster: ClusterReference,
  poolName: string,
  decide: (posture: Posture) => Partial<Pick<Posture, 'changing' | 'changingSince' | 'retired'>> | null,
): Promise<{ changed: boolean }> {
  return untilWritten(`The posture of pool ${poolName}`, async () => {
    const { value, eTag } = await postures.readPosture(cluster, poolName);
    const change = value && decide(value);
    if (!change) return { changed: false };
    const { written } = await postures.writePosture({ ...value, ...change }, eTag);
    return written ? { changed: true } : lostRace;
  });
}
