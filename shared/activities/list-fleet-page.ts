import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { parseClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isSelected, type TagFilter } from '../fleet/select-cluster.ts';
import { age, selectDuePools } from '../fleet/select-due-pools.ts';
import { selectProvablePools, whyClusterUnprovable } from '../isolation/provable-pools.ts';
import { chunks } from '../plain/chunks.ts';
import { compare } from '../plain/compare.ts';
import type { Ports } from '../ports/ports.ts';

/** Which page of the fleet to list, and for which moment. */
export interface FleetPageOrder {
  subscriptionId: string;
  resourceGroup: string | null;
  continuation: string | null;
  /** How many clusters of this page an earlier execution has handled. */
  offset: number;
  tag: TagFilter | null;
  /** ISO 8601. */
  now: string;
  dueWithinMs: number;
}

/** One part of a page of the fleet. */
export interface FleetPage {
  /**
   * Clusters with the oldest proof first, and clusters with nothing due last. The visit of a cluster decides which
   * pools are due.
   */
  clusters: Pick<ClusterReference, 'resourceGroup' | 'name'>[];
  /** How many clusters Azure listed, selected or not. */
  seen: number;
  continuation: string | null;
  /** The `offset` of the rest of this page; null when this was the rest. */
  nextOffset: number | null;
}

/** The number of clusters whose postures are read at the same time. */
const atOnce = 10;

/**
 * Clusters in one answer. Even with the longest names that Azure allows, the answer stays below 64 KiB; Durable moves a
 * larger one to a blob that every replay reads again. A longer page is listed again for its rest.
 */
const mostClusters = 100;

/**
 * Lists one page of the fleet, sorted by the age of its proofs, with one call to Azure however many clusters there are.
 * Throws coded errors.
 */
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

/** A stopped cluster belongs to the fleet too, because some rules need only what Azure shows. */
function belongs(facts: ClusterFacts, tag: TagFilter | null): boolean {
  const unprovable = whyClusterUnprovable(facts);
  return isSelected(facts, tag) && unprovable !== 'creating' && unprovable !== 'deleting';
}

/**
 * The moment of the oldest proof that is due: minus infinity for a pool that was never proven, infinity when nothing is
 * due.
 */
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
