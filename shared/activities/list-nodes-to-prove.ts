import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { type ProvenNode, selectUnseen } from '../isolation/coverage.ts';
import type { RuntimeClassSnapshot } from '../isolation/deployed-pair.ts';
import type { NodeSnapshot } from '../isolation/evidence.ts';
import { placeOf } from '../isolation/provable-pools.ts';
import { compare } from '../plain/compare.ts';
import type { Ports } from '../ports/ports.ts';
import type { ListedNode, VerificationCluster } from '../ports/verification-cluster.ts';
import { boundaryBytes, takeWithin } from '../runs/boundary.ts';
import { type NodesAhead, planAhead } from '../runs/nodes-ahead.ts';
import { type NodeScope, type NodeSight, sightNodes } from './sight-nodes.ts';

/** Which nodes of a run to list. */
export interface NodePageOrder extends NodeScope {
  runId: string;
  /** The RuntimeClass under test. */
  runtimeClassName: string;
  /** The name of the last node of the page before; null for the first page. */
  after: string | null;
  /** Nodes in one page, at most. */
  most: number;
  /** The run has proven nothing behind `after` yet, so that what it has proven is not read. */
  unbegun?: boolean;
  /** The page's nodes, where their names are known from a list before: names behind `after`, which the run has not proven. */
  named?: NodesAhead;
}

/** A node that a run has to prove, as it was before. */
export interface NodeToProve {
  node: NodeSnapshot;
  /** The taints that its pool declares (ARM's `nodeTaints`); null for no pool, and when ARM does not say. */
  declaredTaints: string[] | null;
}

/** A page of nodes, and the cluster's RuntimeClass under test, read before any of them is proven. */
export interface NodesToProve {
  nodes: NodeToProve[];
  /** The `after` of the next page; null after the last one. */
  next: string | null;
  /** The nodes behind these, as far as they were listed and can be handed on. */
  ahead?: NodesAhead;
  /** Null when it does not exist, or could not be read just now. */
  runtimeClass: RuntimeClassSnapshot | null;
}

/** The size of a page, in bytes at the boundary: names and taints are as long as others made them. */
const mostPageBytes = 36 * 1024;

type Listers = Pick<Ports, 'clusters' | 'verification' | 'records'>;

/**
 * Lists a page of the nodes that the run has not proven yet, sorted by name. Asked again from the first page it gives
 * those that have come since. Throws the coded errors of the cluster and of the storage, but none of ARM.
 */
export async function listNodesToProve(
  ports: Listers,
  { runtimeClassName, ...order }: NodePageOrder,
): Promise<NodesToProve> {
  const page = (await listNamed(ports, order)) ?? (await listAnew(ports, order));
  const runtimeClass =
    page.nodes.length > 0 ? await readClass(ports.verification, order.cluster, runtimeClassName) : null;
  return { ...page, runtimeClass };
}

type PageOrder = Omit<NodePageOrder, 'runtimeClassName'>;
type NodePage = Omit<NodesToProve, 'runtimeClass'>;

async function listAnew(
  ports: Listers,
  { runId, after, most, unbegun = false, named: _named, ...scope }: PageOrder,
): Promise<NodePage> {
  const sight = await sightNodes(ports, scope, { azure: 'if-needed' });
  const proven = unbegun ? [] : await ports.records.listProvenNodes(runId);
  return selectToProve(sight, proven, { after, most, mostBytes: mostPageBytes });
}

/**
 * The page of the named nodes. A pool that is listed anew for each page costs the square of its size. Null where the whole
 * has to be looked at: no names are known, one of these nodes is not to be found by its name, or they are too large for a
 * page.
 */
async function listNamed(
  ports: Listers,
  { runId: _runId, after: _after, most: _most, unbegun: _unbegun, named, ...scope }: PageOrder,
): Promise<NodePage | null> {
  if (!named) return null;
  const { names, more } = named;
  const sight = await sightNodes(ports, scope, { azure: 'if-needed', names });
  const found = new Set(sight.everyNode.map(({ name }) => name));
  if (!names.every((name) => found.has(name))) return null;
  const nodes = describeOpen(sight, sight.nodes);
  if (boundaryBytes(nodes) > mostPageBytes) return null;
  return { nodes, next: more ? (names.at(-1) ?? null) : null };
}

/** A page of the nodes in sight that are not proven yet, of at most so many nodes and bytes at the boundary. */
export function selectToProve(
  sight: NodeSight,
  proven: readonly ProvenNode[],
  { after, most, mostBytes }: { after: string | null; most: number; mostBytes: number },
): NodePage {
  const behind = sight.nodes.filter(({ name }) => after === null || name > after);
  const open = describeOpen(sight, selectUnseen(behind, proven));
  const page = takeWithin(open, most, mostBytes);
  const ahead = planAhead(open.slice(page.length).map(({ node }) => node.name));
  return { nodes: page, next: ahead ? (page.at(-1)?.node.name ?? null) : null, ...(ahead && { ahead }) };
}

/** Those of the nodes whose places are not let be, sorted by name, with what their pools declare. */
function describeOpen({ facts, isSpared, letBe }: NodeSight, nodes: readonly ListedNode[]): NodeToProve[] {
  const declared = new Map(facts?.pools?.map(({ name, nodeTaints }) => [name, nodeTaints]));
  return nodes
    .filter((node) => !letBe.has(placeOf(node)))
    .sort((a, b) => compare(a.name, b.name))
    .map(({ kataLabels: _labels, ...node }) => ({
      node,
      declaredTaints: isSpared ? [] : (declared.get(node.poolName ?? '') ?? null),
    }));
}

/** The RuntimeClass. Whoever needs it reads it himself where this gives null, and says why it cannot be read. */
export async function readClass(
  verification: VerificationCluster,
  cluster: ClusterReference,
  name: string,
): Promise<RuntimeClassSnapshot | null> {
  return verification.readRuntimeClass(cluster, name).then(
    ({ runtimeClass }) => runtimeClass,
    () => null,
  );
}
