import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { parseClusterResource } from '../events/parse-cluster-resource.ts';
import { age, type DuePool, listDuePools, type PoolToProve } from '../fleet/list-due-pools.ts';
import { isSelected, isSettled, listPoolsToProve, type TagFilter } from '../fleet/select-cluster.ts';
import type { ClusterFacts, ManagedClusters } from '../ports/managed-clusters.ts';
import type { Outcome } from '../ports/outcome.ts';
import type { Posture, Postures } from '../ports/postures.ts';
import { retireMissing } from './retire-missing.ts';

export interface FleetPageOrder {
  subscriptionId: string;
  resourceGroup: string | null;
  continuation: string | null;
  /** Clusters of the page that an earlier execution has had. */
  offset: number;
  tag: TagFilter | null;
  /** ISO 8601. */
  now: string;
  dueWithinMs: number;
}

export interface FleetPage {
  /** The oldest proof first, and last those of which nothing is due. Which pools are due is decided at the visit. */
  clusters: Pick<ClusterReference, 'resourceGroup' | 'name'>[];
  /** Clusters that Azure listed, selected or not. */
  seen: number;
  continuation: string | null;
  /** Where the rest of this same page begins; null when that was all of it. */
  nextOffset: number | null;
}

/** What is due in one cluster, now. */
export interface VisitPlan {
  /** The oldest proof first. */
  due: DuePool[];
  pools: PoolToProve[];
}

/** Postures are read for so many clusters at a time. */
const atOnce = 10;

/**
 * Clusters in one answer: with the longest names that Azure allows they stay below 64 KiB, beyond which Durable would move
 * it to a blob that every replay reads again. A page that has more is listed again for its rest.
 */
const mostClusters = 100;

/** A page of the fleet as Azure lists it, in the order of its proofs: one call of ARM, whatever the clusters' number. */
export async function planFleetPage(
  ports: { clusters: ManagedClusters; postures: Postures },
  order: FleetPageOrder,
): Promise<Outcome<FleetPage>> {
  const { subscriptionId, resourceGroup, continuation, offset } = order;
  const listed = await ports.clusters.listClusterPage({ subscriptionId, resourceGroup, continuation });
  if (!listed.ok) return listed;
  const end = offset + mostClusters;
  const portion = listed.value.clusters.slice(offset, end);
  const selected = portion.filter((facts) => isSelected(facts, order.tag) && isSettled(facts));
  const planned: { cluster: ClusterReference; oldest: number }[] = [];
  for (let index = 0; index < selected.length; index += atOnce) {
    const batch = selected.slice(index, index + atOnce).map((facts) => readAge(ports.postures, facts, order));
    planned.push(...(await Promise.all(batch)).flat());
  }
  return {
    ok: true,
    value: {
      clusters: planned
        .sort((a, b) => compareAges(a.oldest, b.oldest))
        .map(({ cluster: { resourceGroup: group, name } }) => ({ resourceGroup: group, name })),
      seen: portion.length,
      continuation: listed.value.continuation,
      nextOffset: end < listed.value.clusters.length ? end : null,
    },
  };
}

/** What has to be proven in a cluster by what Azure and memory say now. Retires the postures of pools that are gone. */
export async function planVisit(
  ports: { clusters: ManagedClusters; postures: Postures },
  order: { cluster: ClusterReference; now: string; dueWithinMs: number },
): Promise<Outcome<VisitPlan>> {
  const { cluster, now } = order;
  const read = await ports.clusters.readCluster(cluster);
  if (!read.ok) return read;
  const facts = read.value.cluster;
  const known = await ports.postures.listClusterPostures(cluster);
  await retireMissing(ports.postures, cluster, facts, known, now);
  const pools = facts ? listPoolsToProve(facts) : [];
  return { ok: true, value: { pools, due: dueOf(known, pools, order) } };
}

async function readAge(postures: Postures, facts: ClusterFacts, order: FleetPageOrder) {
  const cluster = parseClusterResource(facts.id)?.cluster;
  if (!cluster) return [];
  const due = dueOf(await postures.listClusterPostures(cluster), listPoolsToProve(facts), order);
  return [{ cluster, oldest: Math.min(...due.map(age)) }];
}

function dueOf(known: Posture[], pools: PoolToProve[], { now, dueWithinMs }: { now: string; dueWithinMs: number }) {
  return listDuePools(known, pools, { at: now, dueWithinMs });
}

/** Never proven is minus infinity, nothing due infinity: neither can be subtracted. */
function compareAges(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
