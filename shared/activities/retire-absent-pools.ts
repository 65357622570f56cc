import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { Postures } from '../ports/postures.ts';
import { changePosture } from './change-posture.ts';

export interface RetirementOrder {
  cluster: ClusterReference;
  /** The only pool that was looked for; null when the whole cluster was. */
  poolName: string | null;
  /** Names of the pools that the cluster has; null when the cluster itself is gone. */
  present: string[] | null;
}

/**
 * Retires what is remembered of pools that are no longer there. A name in brackets stands for nodes or findings without
 * an agent pool, which only the end of the cluster ends.
 */
export async function retireAbsentPools(
  postures: Postures,
  { cluster, poolName, present }: RetirementOrder,
): Promise<{ retired: string[] }> {
  const retired: string[] = [];
  for (const posture of await postures.listClusterPostures(cluster)) {
    const { poolName: name } = posture;
    const lookedFor = poolName === null || name.toLowerCase() === poolName.toLowerCase();
    const gone = present === null || (!name.startsWith('(') && !present.includes(name.toLowerCase()));
    if (posture.retired || !lookedFor || !gone) continue;
    await changePosture(postures, cluster, name, { retired: true });
    retired.push(name);
  }
  return { retired };
}
