import { parseClusterResource } from '../events/parse-cluster-resource.ts';
import { age, type DuePool, listDuePools, type PoolToProve } from '../fleet/list-due-pools.ts';
import { isSelected, listPoolsToProve, type TagFilter } from '../fleet/select-cluster.ts';
import type { ClusterReference } from '../ports/cluster-reference.ts';
import type { ClusterFacts, ManagedClusters } from '../ports/managed-clusters.ts';
import type { Outcome } from '../ports/outcome.ts';
import type { Postures } from '../ports/postures.ts';
import { retireMissing } from './retire-missing.ts';

export interface FleetPageOrder {
  subscriptionId: string;
  resourceGroup: string | null;
  continuation: string | null;
  tag: TagFilter | null;
  /** ISO 8601. */
  now: string;
  dueWithinMs: number;
}

/** A running cluster with Kata pools, or with room for Kata nodes of no pool. */
export interface FleetCluster {
  cluster: ClusterReference;
  /** What has to be proven, the oldest proof first. */
  due: DuePool[];
  pools: PoolToProve[];
}

export interface FleetPage {
  /** The oldest proof first, and last those of which nothing is due. */
  clusters: FleetCluster[];
  /** Clusters that Azure listed, selected or not. */
  seen: number;
  continuation: string | null;
}

/** Postures are read for so many clusters at a time. */
const atOnce = 10;

/**
 * One page of the fleet as Azure lists it, and what of it is due by memory: one call of ARM, whatever the clusters' number.
 * Retires the postures of pools that ARM no longer lists.
 */
export async function planFleetPage(
  ports: { clusters: ManagedClusters; postures: Postures },
  order: FleetPageOrder,
): Promise<Outcome<FleetPage>> {
  const { subscriptionId, resourceGroup, continuation } = order;
  const listed = await ports.clusters.listClusterPage({ subscriptionId, resourceGroup, continuation });
  if (!listed.ok) return listed;
  const selected = listed.value.clusters.filter((facts) => isSelected(facts, order.tag));
  const planned: FleetCluster[] = [];
  for (let index = 0; index < selected.length; index += atOnce) {
    const batch = selected.slice(index, index + atOnce).map((facts) => planCluster(ports.postures, facts, order));
    planned.push(...(await Promise.all(batch)).flat());
  }
  return {
    ok: true,
    value: {
      clusters: planned.sort((a, b) => compareAges(oldest(a), oldest(b))),
      seen: listed.value.clusters.length,
      continuation: listed.value.continuation,
    },
  };
}

async function planCluster(postures: Postures, facts: ClusterFacts, order: FleetPageOrder): Promise<FleetCluster[]> {
  const cluster = parseClusterResource(facts.id)?.cluster;
  if (!cluster) return [];
  const known = await postures.listClusterPostures(cluster);
  await retireMissing(postures, cluster, facts, known, order.now);
  const pools = listPoolsToProve(facts);
  if (pools.length === 0) return [];
  return [{ cluster, pools, due: listDuePools(known, pools, { at: order.now, dueWithinMs: order.dueWithinMs }) }];
}

function oldest({ due }: FleetCluster): number {
  return Math.min(...due.map(age));
}

/** Never proven is minus infinity, nothing due infinity: neither can be subtracted. */
function compareAges(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
