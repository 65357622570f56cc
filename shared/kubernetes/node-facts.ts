import type { V1Node } from '@kubernetes/client-node';
import { listKataLabels } from '../isolation/kata.ts';
import type { NodeFacts } from '../workloads/workload-facts.ts';
import { snapshotNode } from './snapshot-node.ts';

export function toNodeFacts(node: V1Node): NodeFacts {
  const { name, poolName, runtimeHandlers, nodeImageVersion } = snapshotNode(node, '');
  return { name, poolName, runtimeHandlers, nodeImageVersion, kataLabels: listKataLabels(node.metadata?.labels ?? {}) };
}
