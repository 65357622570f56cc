import { isKataHandler } from '../isolation/kata.ts';
import type { NodeFacts } from './workload-facts.ts';

/** By label or by handler, so that nodes count which node auto-provisioning made. */
export function isKataNode({ kataLabels, runtimeHandlers }: NodeFacts): boolean {
  return kataLabels.length > 0 || runtimeHandlers.some(isKataHandler);
}

/** What nodes of no pool are told under, as in a cluster's posture. */
const noPool = '(no agent pool)';

/** Kata nodes by pool, as subjects of findings. */
export function groupKataNodes(nodes: NodeFacts[]): Map<string, NodeFacts[]> {
  return Map.groupBy(nodes.filter(isKataNode), ({ poolName }) => `NodePool/${poolName ?? noPool}`);
}
