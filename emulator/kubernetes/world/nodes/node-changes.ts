import type { NodePool } from '../../../seams/kubernetes-clusters.ts';
import type { Taint } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { nodeConditions, nodeLabels, notReadyTaint, parseTaint, runtimeHandlers } from './build-node.ts';

/** Pure changes to a Node or to a pod of that node, written into the object. */

const taintsOf = (node: KubeObject): Taint[] => node['spec'].taints ?? [];

/**
 * Marks a node whose kubelet has started: Ready, without the not-ready taint, and with the handlers of its containerd.
 */
export function markReady(node: KubeObject, pool: NodePool, timestamp: string): void {
  node['spec'].taints = taintsOf(node).filter(({ key }) => key !== notReadyTaint.key);
  node['status'].conditions = nodeConditions(true, timestamp);
  node['status'].runtimeHandlers = runtimeHandlers(pool.kata);
}

/** Marks a node that boots again with another image. */
export function markReimaged(node: KubeObject, nodeInfo: Record<string, string>, timestamp: string): void {
  node['spec'].taints = [...taintsOf(node), notReadyTaint];
  node['status'].conditions = nodeConditions(false, timestamp);
  node['status'].nodeInfo = nodeInfo;
}

/** Writes the current labels and taints of the pool into the node. Those that others have set stay. */
export function adoptPool(node: KubeObject, before: NodePool, pool: NodePool, clusterName: string): void {
  const kept = Object.entries(node.metadata.labels ?? {}).filter(([key]) => !(key in before.labels));
  const labels = nodeLabels({ name: node.metadata.name, pool, clusterName });
  node.metadata.labels = { ...Object.fromEntries(kept), ...labels };
  const ownKeys = new Set(before.taints.map((taint) => parseTaint(taint).key));
  const others = taintsOf(node).filter(({ key }) => !ownKeys.has(key));
  node['spec'].taints = [...pool.taints.map(parseTaint), ...others];
}

/** Marks a pod whose node is gone, because no kubelet is left to end it. */
export function markLost(pod: KubeObject): void {
  const status = pod['status'];
  status.reason = 'NodeLost';
  status.message = `Node ${pod['spec'].nodeName} which was running pod ${pod.metadata.name} is unresponsive`;
  if (status.phase !== 'Succeeded') status.phase = 'Failed';
}
