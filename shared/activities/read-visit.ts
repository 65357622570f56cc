import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { type DuePool, selectDuePools } from '../fleet/select-due-pools.ts';
import { type ProvablePool, poolNamesOf, selectProvablePools } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { retireAbsentPools } from './retire-absent-pools.ts';

/** What the nightly check has to do in one cluster, now. */
export interface Visit {
  /** The oldest proof first. */
  due: DuePool[];
  pools: ProvablePool[];
}

/**
 * Reads from Azure and from the postures which pools of a cluster have to be proven now (`now` is ISO 8601). Also
 * retires the postures of pools that no longer exist. Throws coded errors.
 */
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
