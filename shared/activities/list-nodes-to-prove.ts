import { selectUnseen } from '../isolation/coverage.ts';
import { placeOf } from '../isolation/provable-pools.ts';
import { compare } from '../plain/compare.ts';
import type { Ports } from '../ports/ports.ts';
import { takeWithin } from '../runs/boundary.ts';
import { type NodeScope, sightNodes } from './sight-nodes.ts';

/** Which nodes of a run to list. */
export interface NodePageOrder extends NodeScope {
  runId: string;
  /** The name of the last node of the page before; null for the first page. */
  after: string | null;
  /** Nodes in one page, at most. */
  most: number;
}

/** A node that a run has to prove. */
export interface NodeToProve {
  name: string;
  poolName: string | null;
  /** The taints that its pool declares (ARM's `nodeTaints`); null for no pool, and when ARM does not say. */
  declaredTaints: string[] | null;
}

/** The size of a page, in bytes at the boundary: names and taints are as long as others made them. */
const mostPageBytes = 24 * 1024;

/**
 * Lists a page of the nodes that the run has not proven yet, sorted by name. Asked again from the first page it gives
 * those that have come since. Throws the coded errors of the cluster and of the storage, but none of ARM.
 */
export async function listNodesToProve(
  ports: Pick<Ports, 'clusters' | 'verification' | 'records'>,
  { runId, after, most, ...scope }: NodePageOrder,
): Promise<{ nodes: NodeToProve[]; next: string | null }> {
  const { facts, nodes, letBe } = await sightNodes(ports, scope, false);
  const declared = new Map(facts?.pools?.map(({ name, nodeTaints }) => [name, nodeTaints]));
  const proven = await ports.records.listProvenNodes(runId);
  const open = selectUnseen(nodes, proven)
    .filter((node) => !letBe.has(placeOf(node)) && (after === null || node.name > after))
    .sort((a, b) => compare(a.name, b.name))
    .map(({ name, poolName }) => ({ name, poolName, declaredTaints: declared.get(poolName ?? '') ?? null }));
  const page = takeWithin(open, most, mostPageBytes);
  return { nodes: page, next: page.length < open.length ? (page.at(-1)?.name ?? null) : null };
}
