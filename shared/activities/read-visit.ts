import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { type DuePool, selectDuePools } from '../fleet/select-due-pools.ts';
import { type ProvablePool, poolNamesOf, selectProvablePools } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { retireAbsentPools } from './retire-absent-pools.ts';

/** What a night has to do in one cluster, now. */
export interface Visit {
  /** The oldest proof first. */
  due: DuePool[];
  pools: ProvablePool[];
}

/** Reads what has to be proven in a cluster by what Azure and memory say now. Retires the postures of pools that are gone. */
export async function readVisit(
  ports: Pick<Ports, 'clusters' | 'postures'>,
  { cluster, now: at, dueWithinMs }: { cluster: ClusterReference; now: string; dueWithinMs: number },
): Promise<Visit> {
  const { cluster: facts } = await ports.clusters.readCluster(cluster);
  const known = await ports.postures.listClusterPostures(cluster);
  await retireAbsentPools(ports.postures, { cluster, poolName: null, present: poolNamesOf(facts), askedAt: at });
  const pools = facts ? selectProvablePools(facts) : [];
  return { pools, due: selectDuePools(known, pools, { at, dueWithinMs }) };
}
