import type { V1Node } from '@kubernetes/client-node';
import type { NodeSnapshot } from '../../isolation/evidence.ts';
import { kataNodeLabel } from '../../isolation/kata.ts';
import type { ClusterApis } from './cluster-apis.ts';
import { orNull } from './list-all.ts';

/** Reads one node; null when it does not exist. `readAt` tells the time in ISO 8601. Throws coded errors. */
export async function readNode(
  apis: ClusterApis,
  name: string,
  readAt: () => string,
): Promise<{ node: NodeSnapshot | null }> {
  const node = await orNull(apis.core.readNode({ name }));
  return { node: node && snapshotNode(node, readAt()) };
}

/** Converts a Node object to evidence. `readAt` is ISO 8601. */
export function snapshotNode(node: V1Node, readAt: string): NodeSnapshot {
  const labels = node.metadata?.labels ?? {};
  const system = node.status?.nodeInfo;
  return {
    name: node.metadata?.name ?? '',
    uid: node.metadata?.uid ?? '',
    poolName: labels['kubernetes.azure.com/agentpool'] ?? labels['agentpool'] ?? null,
    ready: node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    unschedulable: node.spec?.unschedulable ?? false,
    kataLabel: labels[kataNodeLabel] === 'true',
    runtimeHandlers: (node.status?.runtimeHandlers ?? []).map(({ name }) => name ?? ''),
    bootId: system?.bootID ?? '',
    kernelRelease: system?.kernelVersion ?? '',
    nodeImageVersion: labels['kubernetes.azure.com/node-image-version'] ?? null,
    osImage: system?.osImage ?? '',
    containerRuntimeVersion: system?.containerRuntimeVersion ?? '',
    kubeletVersion: system?.kubeletVersion ?? '',
    taints: (node.spec?.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect })),
    readAt,
  };
}
