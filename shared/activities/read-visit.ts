import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { type DuePool, selectDuePools } from '../fleet/select-due-pools.ts';
import { type ProvablePool, poolNamesOf, selectProvablePools } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { type InspectionOrder, type InspectionPorts, inspectFacts, isAnyClosed } from './inspect-cluster.ts';
import { retireAbsentPools } from './retire-absent-pools.ts';

/** The visit of a cluster: `now` is ISO 8601. */
export interface VisitOrder extends Omit<InspectionOrder, 'at'> {
  now: string;
  dueWithinMs: number;
}

/** What the nightly check has to do in one cluster, now. */
export interface Visit {
  /** The oldest proof first. */
  due: DuePool[];
  pools: ProvablePool[];
  /** What the inspection of the cluster opened; null where it is to be done when the proofs have ended. */
  inspected: { opened: number } | null;
}

type VisitPorts = Pick<Ports, 'clusters'> & InspectionPorts;

/**
 * Reads from Azure and from the postures which pools of a cluster have to be proven now (`now` is ISO 8601). Also
 * retires the postures of pools that no longer exist, and inspects the cluster by the same answer of Azure. Throws coded
 * errors, but none of the inspection.
 */
export async function readVisit(
  ports: VisitPorts,
  { cluster, now: at, dueWithinMs, policy }: VisitOrder,
): Promise<Visit> {
  const { cluster: facts } = await ports.clusters.readCluster(cluster);
  const known = await ports.postures.listClusterPostures(cluster);
  await retireAbsentPools(ports.postures, { cluster, poolName: null, present: poolNamesOf(facts), askedAt: at });
  const pools = facts ? selectProvablePools(facts) : [];
  const due = selectDuePools(known, pools, { at, dueWithinMs });
  return { pools, due, inspected: facts ? await tryToInspect(ports, facts, { cluster, policy, at }) : null };
}

/**
 * Inspects a cluster, unless something is against it: one with a closed pool is inspected when the proofs have ended, which
 * say why it is closed, and an API server that does not answer is asked again then.
 */
async function tryToInspect(
  ports: InspectionPorts,
  facts: ClusterFacts,
  order: InspectionOrder,
): Promise<Visit['inspected']> {
  if (isAnyClosed(facts)) return null;
  try {
    return { opened: (await inspectFacts(ports, facts, order)).opened.length };
  } catch {
    return null;
  }
}
