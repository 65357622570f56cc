import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { forEachSettled } from '../errors/for-each-settled.ts';
import type { Postures } from '../ports/postures.ts';
import { changePosture } from './change-posture.ts';

/** What ARM said about the pools of a cluster. */
export interface RetirementOrder {
  cluster: ClusterReference;
  /** The only pool that may be retired; null for every pool of the cluster. */
  poolName: string | null;
  /**
   * Lower-case names of the pools that exist (`poolNamesOf`); null when ARM did not say, and then nothing is retired.
   */
  present: string[] | null;
  /** When ARM was asked (ISO 8601). */
  askedAt: string;
}

/**
 * Retires the postures of pools that no longer exist. A pool that was proven after ARM was asked is spared, because the
 * proof is newer than ARM's answer. Idempotent.
 */
export async function retireAbsentPools(
  postures: Postures,
  { cluster, poolName, present, askedAt }: RetirementOrder,
): Promise<{ retired: string[] }> {
  if (present === null) return { retired: [] };
  const retired: string[] = [];
  await forEachSettled(await postures.listClusterPostures(cluster), async ({ poolName: name }) => {
    const askedFor = poolName === null || name.toLowerCase() === poolName.toLowerCase();
    if (!askedFor || present.includes(name.toLowerCase())) return;
    const { changed } = await changePosture(postures, cluster, name, (posture) =>
      posture.retired || Date.parse(posture.provenAt) >= Date.parse(askedAt) ? null : { retired: true },
    );
    if (changed) retired.push(name);
  });
  return { retired };
}
