import type { V1Node } from '@kubernetes/client-node';
import { kataNodeLabel } from '../isolation/kata.ts';
import { oldNodeLabels } from '../workloads/old-names.ts';
import type { NodeFacts } from '../workloads/workload-facts.ts';
import { snapshotNode } from './snapshot-node.ts';

const kataLabels = [kataNodeLabel, ...oldNodeLabels];

export function toNodeFacts(node: V1Node): NodeFacts {
  const { name, poolName, runtimeHandlers, nodeImageVersion } = snapshotNode(node, '');
  const labels = node.metadata?.labels ?? {};
  const kataLabelsSet = kataLabels.filter((label) => labels[label] === 'true');
  return { name, poolName, runtimeHandlers, nodeImageVersion, kataLabels: kataLabelsSet };
}
