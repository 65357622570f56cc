import { hasEnded, requestsOf, setCondition, specOf, statusOf } from '../../api/pod-shapes.ts';
import { amountOf } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/seams.ts';
import { explainRefusals, fitNode } from './fit-node.ts';

/** Whether the scheduler must find a node for the pod. */
export function awaitsNode(pod: KubeObject): boolean {
  return (
    !specOf(pod).nodeName &&
    !pod.metadata.deletionTimestamp &&
    !hasEnded(pod) &&
    specOf(pod).schedulerName === 'default-scheduler' &&
    (specOf(pod).schedulingGates ?? []).length === 0
  );
}

export type Placement =
  | { outcome: 'bind'; nodeName: string }
  /** No node fits. The message counts the reasons. */
  | { outcome: 'unschedulable'; message: string };

export interface PlacementFacts {
  nodes: KubeObject[];
  /** The pods of a node that have not ended. */
  podsOn: (nodeName: string) => KubeObject[];
  /** A fault: no node has any memory left. */
  nodesFull: boolean;
}

/**
 * The names of the only nodes that can take a pod, because its affinity names them; null when it names none
 * (pkg/scheduler/framework/plugins/nodeaffinity: PreFilter).
 */
export function namedNodes(pod: KubeObject): string[] | null {
  const required = specOf(pod).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const names = required?.nodeSelectorTerms.map(
    ({ matchFields }) => matchFields?.find(({ key, operator }) => key === 'metadata.name' && operator === 'In')?.values,
  );
  if (!names || names.includes(undefined)) return null;
  return [...new Set(names.flatMap((each) => each ?? []))];
}

/** Chooses the emptiest node that fits, or says why none does. */
export function placePod(pod: KubeObject, { nodes, podsOn, nodesFull }: PlacementFacts): Placement {
  const onNode = (node: KubeObject) => podsOn(node.metadata.name);
  const judged = nodes.map((node) => ({ node, refusal: fitNode(specOf(pod), node, onNode(node), nodesFull) }));
  const fitting = judged.filter(({ refusal }) => refusal === null).map(({ node }) => node);
  const [best] = fitting.sort((a, b) => loadOf(a, onNode(a)) - loadOf(b, onNode(b)));
  if (best) return { outcome: 'bind', nodeName: best.metadata.name };
  return { outcome: 'unschedulable', message: explainRefusals(judged.flatMap(({ refusal }) => refusal ?? [])) };
}

/** Returns the used shares of a node's memory and CPU, added. The node with the lowest load is chosen. */
function loadOf(node: KubeObject, pods: KubeObject[]): number {
  const allocatable = (node['status']?.allocatable ?? {}) as Record<string, string>;
  const share = (resource: string) =>
    pods.reduce((sum, pod) => sum + (requestsOf(pod)[resource] ?? 0), 0) / (amountOf(allocatable[resource]) || 1);
  return share('cpu') + share('memory');
}

/** Writes the node into the pod, and the condition that it is scheduled. Changes `pod`. */
export function bindTo(pod: KubeObject, nodeName: string, timestamp: string): void {
  pod['spec'].nodeName = nodeName;
  const status = statusOf(pod);
  status.conditions ??= [];
  setCondition(status.conditions, { type: 'PodScheduled', status: 'True' }, timestamp);
  for (const condition of status.conditions)
    if (condition.type === 'PodScheduled') {
      delete condition.reason;
      delete condition.message;
    }
}

/** Writes into the pod why it has no node yet. Changes `pod`. */
export function markUnschedulable(pod: KubeObject, message: string, timestamp: string): void {
  const status = statusOf(pod);
  status.conditions ??= [];
  const condition = { type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable', message };
  setCondition(status.conditions, condition, timestamp);
}
