import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { toFailure } from '../errors/failure.ts';
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
  /** Null when the cluster does not exist, undefined when ARM did not answer or was not asked. */
  facts: ClusterFacts | null | undefined;
  /** ARM was not asked, because no node has a taint and none is missing. */
  isSpared: boolean;
  /** Why nothing in the whole cluster can be proven, as a sentence; null when something can. */
  clusterLetBe: string | null;
  /** The nodes in scope, those of places that are let be included. Empty where the whole cluster is let be. */
  nodes: ListedNode[];
  /** All nodes that were listed. */
  everyNode: ListedNode[];
  /** The pools that were asked for and those that have nodes. */
  places: string[];
  /** Why nothing can be proven in a place, as a sentence. */
  letBe: Map<string, string>;
}

/**
 * When ARM is asked. `must-tell`: without its answer the look fails, unless there is no ARM to ask, as in a proof by
 * kubeconfig. `may-tell`: what it does not say now is unknown, for a cluster can be proven while ARM throttles us. `if-needed`: the same, but only where the cluster itself does not say
 * enough: it did not answer, has no node in some place that was asked for, or one that is not fit for pods, or has taints.
 */
export type AzureWord = 'must-tell' | 'may-tell' | 'if-needed';

/** How to look. */
interface Look {
  azure: AzureWord;
  /** Places to look at even if they have no node any more. */
  alsoPlaces?: readonly string[];
  /** All nodes of the cluster are listed, for `everyNode`. */
  wholeCluster?: boolean;
  /** Only these nodes are listed. Of their places alone something is said. */
  names?: readonly string[];
}

/**
 * Looks at the nodes that a run has to prove. A pool may have been stopped, emptied or deleted since the run was asked
 * for, so Azure is asked here what can be proven. Throws the coded errors of the cluster, and those of ARM where it must
 * tell.
 */
export async function sightNodes(
  ports: Pick<Ports, 'clusters' | 'verification'>,
  scope: NodeScope,
  { azure, alsoPlaces = [], wholeCluster = false, names }: Look,
): Promise<NodeSight> {
  const { verification } = ports;
  const listing = settle(
    names
      ? verification.listNamedNodes(scope.cluster, names)
      : verification.listNodes(scope.cluster, wholeCluster ? null : scope.poolName),
  );
  const inScope = scope.poolName === null ? (scope.poolNames ?? []) : [scope.poolName];
  const asked = names ? [] : [...inScope, ...alsoPlaces];
  const isSpared = azure === 'if-needed' && saysEnough(await listing, scope, asked);
  const facts = isSpared ? undefined : await readFacts(ports, scope, azure === 'must-tell');
  const clusterLetBe = judgeCluster(facts);
  if (clusterLetBe !== null) {
    const letBe = new Map(asked.map((place) => [place, clusterLetBe]));
    return { facts, isSpared, clusterLetBe, nodes: [], everyNode: [], places: asked, letBe };
  }
  const listed = await listing;
  if ('error' in listed) throw listed.error;
  const nodes = listed.value.nodes.filter((node) => isInScope(node, scope));
  const places = [...new Set([...asked, ...nodes.map(placeOf)])].sort();
  const letBe = judgePlaces(facts ?? null, places, nodes);
  return { facts, isSpared, clusterLetBe, nodes, everyNode: listed.value.nodes, places, letBe };
}

type Listing = { value: { nodes: ListedNode[] } } | { error: unknown };

function settle(listing: Promise<{ nodes: ListedNode[] }>): Promise<Listing> {
  return listing.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function saysEnough(listing: Listing, scope: NodeScope, asked: readonly string[]): boolean {
  if ('error' in listing) return false;
  const nodes = listing.value.nodes.filter((node) => isInScope(node, scope));
  const withNodes = new Set(nodes.map(placeOf));
  const isFit = ({ ready, unschedulable, taints }: ListedNode) => ready && !unschedulable && taints.length === 0;
  return nodes.length > 0 && nodes.every(isFit) && asked.every((place) => withNodes.has(place));
}

function readFacts(
  { clusters }: Pick<Ports, 'clusters'>,
  { cluster }: NodeScope,
  mustTell: boolean,
): Promise<ClusterFacts | null | undefined> {
  return clusters.readCluster(cluster).then(
    (read) => read.cluster,
    (error: unknown) => {
      if (mustTell && toFailure(error).code !== 'NotDeployed') throw error;
      return undefined;
    },
  );
}

function isInScope(node: ListedNode, { poolName, poolNames }: NodeScope): boolean {
  if (poolName !== null) return node.poolName === poolName;
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
