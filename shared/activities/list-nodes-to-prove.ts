import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { type ProvenNode, selectUnseen } from '../isolation/coverage.ts';
import type { RuntimeClassSnapshot } from '../isolation/deployed-pair.ts';
import type { NodeSnapshot } from '../isolation/evidence.ts';
import { placeOf } from '../isolation/provable-pools.ts';
import { compare } from '../plain/compare.ts';
import type { Ports } from '../ports/ports.ts';
import type { VerificationCluster } from '../ports/verification-cluster.ts';
import { takeWithin } from '../runs/boundary.ts';
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
  /** Null when it does not exist, or could not be read just now. */
  runtimeClass: RuntimeClassSnapshot | null;
}

/** The size of a page, in bytes at the boundary: names and taints are as long as others made them. */
const mostPageBytes = 36 * 1024;

/**
 * Lists a page of the nodes that the run has not proven yet, sorted by name. Asked again from the first page it gives
 * those that have come since. Throws the coded errors of the cluster and of the storage, but none of ARM.
 */
export async function listNodesToProve(
  ports: Pick<Ports, 'clusters' | 'verification' | 'records'>,
  { runId, runtimeClassName, after, most, unbegun = false, ...scope }: NodePageOrder,
): Promise<NodesToProve> {
  const sight = await sightNodes(ports, scope, { azure: 'if-needed' });
  const proven = unbegun ? [] : await ports.records.listProvenNodes(runId);
  const page = selectToProve(sight, proven, {
    after,
    most,
    mostBytes: mostPageBytes,
  });
  const runtimeClass =
    page.nodes.length > 0 ? await readClass(ports.verification, scope.cluster, runtimeClassName) : null;
  return { ...page, runtimeClass };
}

/** A page of the nodes in sight that are not proven yet, of at most so many nodes and bytes at the boundary. */
export function selectToProve(
  { facts, isSpared, nodes, letBe }: NodeSight,
  proven: readonly ProvenNode[],
  { after, most, mostBytes }: { after: string | null; most: number; mostBytes: number },
): Omit<NodesToProve, 'runtimeClass'> {
  const declared = new Map(facts?.pools?.map(({ name, nodeTaints }) => [name, nodeTaints]));
  const open = selectUnseen(nodes, proven)
    .filter((node) => !letBe.has(placeOf(node)) && (after === null || node.name > after))
    .sort((a, b) => compare(a.name, b.name))
    .map(({ kataLabels: _labels, ...node }) => ({
      node,
      declaredTaints: isSpared ? [] : (declared.get(node.poolName ?? '') ?? null),
    }));
  const page = takeWithin(open, most, mostBytes);
  return { nodes: page, next: page.length < open.length ? (page.at(-1)?.node.name ?? null) : null };
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
