import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import type { NodePool } from '../../../seams/kubernetes-clusters.ts';

/** A node as the pool has it now. */
export interface PresentNode {
  name: string;
  /** Number within its pool, from 0. */
  index: number;
  /** The pool as it was when the node was last brought up to date. */
  pool: NodePool;
}

export type NodePoolAction =
  | { do: 'delete-node'; name: string }
  /** Labels and taints of the pool, on a node that stays. */
  | { do: 'update-node'; name: string }
  /** A new node image: the node boots anew and loses its pods. */
  | { do: 'reimage-node'; name: string }
  | { do: 'create-node'; index: number };

/**
 * What makes the present nodes of a pool the desired ones, in order. A smaller pool loses its highest nodes, a larger
 * one gets the numbers that are missing.
 */
export function planNodePool(desired: NodePool, present: PresentNode[]): NodePoolAction[] {
  const kept = present.flatMap(({ name, index, pool }): NodePoolAction[] => {
    if (index >= desired.count) return [{ do: 'delete-node', name }];
    const reimage = pool.nodeImageVersion !== desired.nodeImageVersion;
    return [{ do: 'update-node', name }, ...(reimage ? [{ do: 'reimage-node' as const, name }] : [])];
  });
  const taken = new Set(present.map(({ index }) => index));
  const missing = Array.from({ length: desired.count }, (_, index) => index).filter((index) => !taken.has(index));
  return [...kept, ...missing.map((index) => ({ do: 'create-node' as const, index }))];
}

/** Whether the fault maps the Kata handlers of this node to runc. */
export function runsKataInRunc(faults: KubernetesFaults, pool: NodePool, index: number): boolean {
  const where = faults.kataHandlerRunsRunc;
  return where === 'every-node' || (where === 'last-node' && index === pool.count - 1);
}

/** Only Kata nodes are hit by what a scenario says of "nodes": the cluster's other pools are not what is tested. */
export function staysNotReady(faults: KubernetesFaults, pool: NodePool): boolean {
  return faults.nodesNeverReady === true && pool.kata;
}
