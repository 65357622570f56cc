import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Posture, Postures } from '../ports/postures.ts';

/** Tries under optimistic concurrency; each reads afresh. */
const mostTries = 8;

/** Changes a posture that exists; says whether there was one. Idempotent. */
export async function changePosture(
  postures: Postures,
  cluster: ClusterReference,
  poolName: string,
  change: Partial<Pick<Posture, 'changing' | 'retired'>>,
): Promise<{ changed: boolean }> {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const { value, eTag } = await postures.readPosture(cluster, poolName);
    if (!value) return { changed: false };
    if ((await postures.writePosture({ ...value, ...change }, eTag)).written) return { changed: true };
  }
  throw new Error(`The posture of pool ${poolName} changed ${mostTries} times while it was being written.`);
}
