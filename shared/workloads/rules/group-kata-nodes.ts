import { isKataNode } from '../../isolation/kata.ts';
import { unpooled } from '../../isolation/provable-pools.ts';
import type { NodeFacts } from '../workload-facts.ts';

/** Groups Kata nodes by pool. The keys are the subjects of findings. */
export function groupKataNodes(nodes: NodeFacts[]): Map<string, NodeFacts[]> {
  return Map.groupBy(nodes.filter(isKataNode), ({ poolName }) => `NodePool/${poolName ?? unpooled}`);
}
