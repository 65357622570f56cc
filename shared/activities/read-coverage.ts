import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { findPool } from '../clusters/find-pool.ts';
import { isQuarantine } from '../clusters/quarantine.ts';
import { coverPlace, type PlaceCoverage, type ProvenNode } from '../isolation/coverage.ts';
import { isAtRest, placeOf } from '../isolation/provable-pools.ts';
import type { Ports } from '../ports/ports.ts';
import { boundaryBytes, takeWithin } from '../runs/boundary.ts';
import { nodesOfChunk } from '../runs/expiry.ts';
import { compareBoots } from './compare-boots.ts';
import { type NodesToProve, readClass, selectToProve } from './list-nodes-to-prove.ts';
import { type AzureWord, type NodeScope, type NodeSight, sightNodes } from './sight-nodes.ts';

/** Which part of a run's coverage to read. */
export interface CoverageOrder extends NodeScope {
  runId: string;
  /** The last place of the page before; null for the first page. */
  after: string | null;
  azure: AzureWord;
  /** Before the coverage, doubts the nodes whose boot ids other kernels of the cluster show too. For the first page. */
  compare?: boolean;
  /** The RuntimeClass under test, where the first nodes to prove are asked for too. For the first page. */
  listFor?: string;
  /** The run has proven nothing yet, so that what it has proven is not read. */
  unbegun?: boolean;
  /** The answer is to say whether somebody asked for an early end of the run. */
  cancel?: boolean;
}

/** A page of the coverage of a run. */
export interface CoveragePage {
  /** The places that were asked for, that have nodes, or of which the run has proven some. */
  places: PlaceCoverage[];
  /** Why nothing in the whole cluster can be proven, as a sentence; null when something can. */
  clusterLetBe: string | null;
  /** Whether ARM has told of the cluster, did not answer, or was not asked. */
  azure: 'told' | 'silent' | 'spared';
  /** The `after` of the next page; null after the last one. */
  next: string | null;
  /** The first chunk of nodes to prove, where it was asked for and fits into the answer. */
  first?: NodesToProve;
}

const mostPlaces = 20;
const mostPageBytes = 40 * 1024;

/** The bytes of nodes that go with a page: they travel on in the input of their chunk. */
const mostNodesBytes = 28 * 1024;

/**
 * Compares what the run has proven so far with the nodes that are there now, place by place. Throws the coded errors of
 * the cluster and of the storage.
 */
export async function readCoverage(
  ports: Pick<Ports, 'clusters' | 'verification' | 'records'>,
  { runId, after, azure, compare = false, unbegun = false, listFor, ...scope }: CoverageOrder,
): Promise<CoveragePage> {
  const known = unbegun ? [] : await ports.records.listProvenNodes(runId);
  const look = { azure, alsoPlaces: known.map(placeOf), wholeCluster: compare };
  // Beside the nodes: where there are some, which is the rule, it is needed.
  const readingClass = listFor === undefined ? null : readClass(ports.verification, scope.cluster, listFor);
  const sight = await sightNodes(ports, scope, look);
  const { facts, clusterLetBe, nodes, everyNode, letBe, places, isSpared } = sight;
  const proven = compare ? await compareBoots(ports, { runId, proven: known, cluster: everyNode }) : known;
  const all = [...new Set(places)].sort().filter((place) => after === null || place > after);
  const covered = all.slice(0, mostPlaces).map((place): PlaceCoverage => {
    const registered = letBe.has(place) ? [] : nodes;
    return { ...coverPlace(place, registered, proven), letBe: letBe.get(place) ?? clusterLetBe, ...tell(facts, place) };
  });
  const page = takeWithin(covered, mostPlaces, mostPageBytes);
  const next = page.length < all.length ? (page.at(-1)?.poolName ?? null) : null;
  const told = isSpared ? 'spared' : facts === undefined ? 'silent' : 'told';
  const first = readingClass && (await listFirst({ sight, proven, page, readingClass }));
  return { places: page, clusterLetBe, azure: told, next, ...(first && { first }) };
}

/** Nodes are listed once for the coverage and for the first chunk. Null where both are too large for one answer. */
async function listFirst(seen: {
  sight: NodeSight;
  proven: ProvenNode[];
  page: PlaceCoverage[];
  readingClass: ReturnType<typeof readClass>;
}): Promise<NodesToProve | null> {
  const order = { after: null, most: nodesOfChunk, mostBytes: mostNodesBytes };
  const { ahead, ...nodes } = selectToProve(seen.sight, seen.proven, order);
  const fits = (answer: unknown) => boundaryBytes([answer, seen.page]) <= mostPageBytes;
  if (nodes.nodes.length === 0 || !fits(nodes)) return null;
  const isAheadToo = ahead && fits({ ...nodes, ahead });
  return { ...nodes, ...(isAheadToo && { ahead }), runtimeClass: await seen.readingClass };
}

/** What ARM says of a pool; nothing of a place that is no pool, or of one that it does not know yet. */
function tell(
  facts: ClusterFacts | null | undefined,
  place: string,
): Pick<PlaceCoverage, 'told' | 'changing' | 'quarantined'> {
  const pool = findPool(facts?.pools, place);
  const quarantined = pool?.nodeTaints.some(isQuarantine);
  return {
    told: pool?.count ?? null,
    changing: pool ? !isAtRest(pool) : false,
    ...(quarantined && { quarantined }),
  };
}
