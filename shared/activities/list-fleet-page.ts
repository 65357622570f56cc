import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isSelected, type TagFilter } from '../fleet/select-cluster.ts';
import { age, selectDuePools } from '../fleet/select-due-pools.ts';
import { selectProvablePools, whyClusterUnprovable } from '../isolation/provable-pools.ts';
import { chunks } from '../plain/chunks.ts';
import { compare } from '../plain/compare.ts';
import type { Ports } from '../ports/ports.ts';

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

/** Postures are read for so many clusters at a time. */
const atOnce = 10;

/**
 * Clusters in one answer: with the longest names that Azure allows they stay below 64 KiB, beyond which Durable would move
 * it to a blob that every replay reads again. A page that has more is listed again for its rest.
 */
const mostClusters = 100;

/** A page of the fleet as Azure lists it, in the order of its proofs: one call of ARM, whatever the clusters' number. */
export async function listFleetPage(
  ports: Pick<Ports, 'clusters' | 'postures'>,
  order: FleetPageOrder,
): Promise<FleetPage> {
  const { subscriptionId, resourceGroup, continuation, offset } = order;
  const listed = await ports.clusters.listClusterPage({ subscriptionId, resourceGroup, continuation });
  const end = offset + mostClusters;
  const portion = listed.clusters.slice(offset, end);
  const aged: { cluster: ClusterReference; oldest: number }[] = [];
  for (const batch of chunks(
    portion.filter((facts) => belongs(facts, order.tag)),
    atOnce,
  ))
    aged.push(...(await Promise.all(batch.map((facts) => readAge(ports, facts, order)))).flat());
  return {
    clusters: aged
      .sort((a, b) => compare(a.oldest, b.oldest))
      .map(({ cluster: { resourceGroup: group, name } }) => ({ resourceGroup: group, name })),
    seen: portion.length,
    continuation: listed.continuation,
    nextOffset: end < listed.clusters.length ? end : null,
  };
}

/** A stopped cluster is visited too: some of what does not comply shows in Azure. */
function belongs(facts: ClusterFacts, tag: TagFilter | null): boolean {
  const unprovable = whyClusterUnprovable(facts);
  return isSelected(facts, tag) && unprovable !== 'creating' && unprovable !== 'deleting';
}

/** Never proven is minus infinity, nothing due infinity. */
async function readAge(
  ports: Pick<Ports, 'postures'>,
  facts: ClusterFacts,
  { now: at, dueWithinMs }: FleetPageOrder,
): Promise<{ cluster: ClusterReference; oldest: number }[]> {
  const cluster = parseClusterId(facts.id)?.cluster;
  if (!cluster) return [];
  const known = await ports.postures.listClusterPostures(cluster);
  const due = selectDuePools(known, selectProvablePools(facts), { at, dueWithinMs });
  return [{ cluster, oldest: Math.min(...due.map(age)) }];
}
