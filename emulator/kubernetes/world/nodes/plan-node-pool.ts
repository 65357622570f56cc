import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import type { NodePool } from '../../../seams/kubernetes-clusters.ts';

/** A node that the pool has now. */
export interface PresentNode {
  name: string;
  /** Its number in its pool, from 0. */
  index: number;
  /** The pool as it was at the last update of the node. */
  pool: NodePool;
}

export type NodePoolAction =
  | { do: 'delete-node'; name: string }
  /** Writes the labels and taints of the pool into a node that stays. */
  | { do: 'update-node'; name: string }
  /** The node gets a new image, boots again and loses its pods. */
  | { do: 'reimage-node'; name: string }
  | { do: 'create-node'; index: number };

/**
 * Plans the actions, in order, that turn the present nodes of a pool into the desired ones. A smaller pool loses its
 * highest nodes; a larger one gets the missing numbers.
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

/** Returns how many nodes of a pool register: a pool of one node has none that could be missing beside others. */
export function countRegistering(faults: KubernetesFaults, { kata, count }: NodePool): number {
  return faults.lastNodeNeverRegisters === true && kata && count > 1 ? count - 1 : count;
}

/** Whether the fault maps this node's Kata handlers to runc. */
export function runsKataInRunc(faults: KubernetesFaults, pool: NodePool, index: number): boolean {
  const where = faults.kataHandlerRunsRunc;
  return where === 'every-node' || (where === 'last-node' && index === pool.count - 1);
}

/**
 * Whether the fault keeps the nodes of the pool from becoming ready. It concerns Kata nodes only, because the other
 * pools of the cluster are not what a scenario tests.
 */
export function staysNotReady(faults: KubernetesFaults, pool: NodePool): boolean {
  return faults.nodesNeverReady === true && pool.kata;
}
