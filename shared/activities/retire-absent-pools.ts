import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Postures } from '../ports/postures.ts';
import { changePosture } from './change-posture.ts';

export interface RetirementOrder {
  cluster: ClusterReference;
  /** The only pool that ARM was asked for; null when it was the whole cluster. */
  poolName: string | null;
  /** Names of the pools that there are (`poolNamesOf`); null when ARM did not tell: then nothing is retired. */
  present: string[] | null;
  /** When ARM was asked (ISO 8601). */
  askedAt: string;
}

/**
 * Retires what is remembered of pools that are no longer there. A pool that was proven since ARM was asked is newer than
 * ARM's answer and is spared. Idempotent.
 */
export async function retireAbsentPools(
  postures: Postures,
  { cluster, poolName, present, askedAt }: RetirementOrder,
): Promise<{ retired: string[] }> {
  if (present === null) return { retired: [] };
  const absent = (await postures.listClusterPostures(cluster)).filter((posture) => {
    const name = posture.poolName.toLowerCase();
    const askedFor = poolName === null || name === poolName.toLowerCase();
    return (
      askedFor && !posture.retired && !present.includes(name) && Date.parse(posture.provenAt) < Date.parse(askedAt)
    );
  });
  for (const posture of absent) await changePosture(postures, cluster, posture.poolName, { retired: true });
  return { retired: absent.map((posture) => posture.poolName) };
}
