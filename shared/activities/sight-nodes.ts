import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { isKataNode } from '../isolation/kata.ts';
import {
  placeOf,
  unpooled,
  unprovableInWords,
  whyClusterUnprovable,
  whyPoolOfClusterUnprovable,
} from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import type { ListedNode } from '../ports/verification-cluster.ts';

/** Which nodes of a cluster a run has to prove. */
export interface NodeScope {
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster, whoever made it (node auto-provisioning included). */
  poolName: string | null;
  /** Where `poolName` is null: only the nodes of these pools. */
  poolNames?: string[];
}

/** The nodes in a scope as they are now, and the places where nothing can be proven now. */
export interface NodeSight {
  /** Null when the cluster does not exist, undefined when ARM did not answer. */
  facts: ClusterFacts | null | undefined;
  /** Why nothing in the whole cluster can be proven, as a sentence; null when something can. */
  clusterLetBe: string | null;
  /** The nodes in scope, those of places that are let be included. Empty where the whole cluster is let be. */
  nodes: ListedNode[];
  /** The pools that were asked for and those that have nodes. */
  places: string[];
  /** Why nothing can be proven in a place, as a sentence. */
  letBe: Map<string, string>;
}

/**
 * Looks at the nodes that a run has to prove. A pool may have been stopped, emptied or deleted since the run was asked
 * for, so Azure is asked here what can be proven. Throws the coded errors of the cluster, and those of ARM only where
 * `mustTell` is set: a cluster can be proven without ARM, which may throttle us now. `alsoPlaces` are looked at even if
 * they have no node any more.
 */
export async function sightNodes(
  { clusters, verification }: Pick<Ports, 'clusters' | 'verification'>,
  scope: NodeScope,
  mustTell: boolean,
  alsoPlaces: readonly string[] = [],
): Promise<NodeSight> {
  const facts = await clusters.readCluster(scope.cluster).then(
    ({ cluster }) => cluster,
    (error: unknown) => {
      if (mustTell) throw error;
      return undefined;
    },
  );
  const asked = [...(scope.poolName === null ? (scope.poolNames ?? []) : [scope.poolName]), ...alsoPlaces];
  const clusterLetBe = judgeCluster(facts);
  if (clusterLetBe !== null) {
    const letBe = new Map(asked.map((place) => [place, clusterLetBe]));
    return { facts, clusterLetBe, nodes: [], places: asked, letBe };
  }
  const listed = await verification.listNodes(scope.cluster, scope.poolName);
  const nodes = listed.nodes.filter((node) => isInScope(node, scope));
  const places = [...new Set([...asked, ...nodes.map(placeOf)])].sort();
  return { facts, clusterLetBe, nodes, places, letBe: judgePlaces(facts ?? null, places, nodes) };
}

function isInScope(node: ListedNode, { poolName, poolNames }: NodeScope): boolean {
  if (poolName !== null) return true;
  if (poolNames && !poolNames.includes(placeOf(node))) return false;
  // Beside the Kata nodes, node auto-provisioning makes nodes of other kinds, which belong to no pool either.
  return (poolNames !== undefined && node.poolName !== null) || isKataNode(node);
}

function judgeCluster(facts: NodeSight['facts']): string | null {
  if (facts === undefined) return null;
  const why = facts === null ? 'absent' : whyClusterUnprovable(facts);
  return why && `The cluster ${unprovableInWords[why]}.`;
}

/** `facts` is null when ARM did not answer. */
function judgePlaces(facts: ClusterFacts | null, places: string[], nodes: ListedNode[]): Map<string, string> {
  const withNodes = new Set(nodes.map(placeOf));
  const letBe = new Map<string, string>();
  for (const place of places) {
    if (place === unpooled) {
      if (!withNodes.has(unpooled)) letBe.set(place, 'The cluster has no Kata node outside its pools.');
      continue;
    }
    const why = facts && whyPoolOfClusterUnprovable(facts, place);
    // ARM may not know yet of a pool whose nodes are there.
    if (why && !(why === 'absent' && withNodes.has(place)))
      letBe.set(place, `Node pool ${place} ${unprovableInWords[why]}.`);
  }
  return letBe;
}
