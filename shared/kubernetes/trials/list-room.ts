import type { V1Node } from '@kubernetes/client-node';
import { isKataNode, kataLabelsOf } from '../../isolation/kata.ts';
import { type Amounts, addAmounts, resourcesOf } from '../../preflight/kubernetes/pod-resources.ts';
import type { NodeRoom } from '../../preflight/kubernetes/trial-facts.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { toClusterError } from '../connection/cluster-error.ts';
import { listAll } from '../connection/list-all.ts';

/** Reads what the first `most` Kata nodes of a pool can give, and what their pods ask for. Throws the client's errors. */
export async function listRoom(apis: ClusterApis, poolName: string | null, most: number): Promise<NodeRoom[]> {
  const filter = poolName === null ? {} : { labelSelector: `kubernetes.azure.com/agentpool=${poolName}` };
  const nodes = await listAll((page) => apis.core.listNode({ ...page, ...filter }));
  const kata = nodes.filter(isKata);
  return Promise.all(kata.slice(0, most).map((node) => readRoom(apis, node)));
}

function isKata({ metadata, status }: V1Node): boolean {
  const runtimeHandlers = (status?.runtimeHandlers ?? []).map(({ name }) => name ?? '');
  return isKataNode({ kataLabels: kataLabelsOf(metadata?.labels ?? {}), runtimeHandlers });
}

async function readRoom(apis: ClusterApis, { metadata, status }: V1Node): Promise<NodeRoom> {
  const nodeName = metadata?.name ?? '';
  return { nodeName, allocatable: status?.allocatable ?? {}, taken: await readTaken(apis, nodeName) };
}

/** Null where pods of all namespaces may not be listed. Pods that have ended take nothing. */
async function readTaken({ core }: ClusterApis, nodeName: string): Promise<Amounts | null> {
  const fieldSelector = `spec.nodeName=${nodeName},status.phase!=Succeeded,status.phase!=Failed`;
  try {
    const pods = await listAll((page) => core.listPodForAllNamespaces({ ...page, fieldSelector }));
    const requests = pods.map(({ spec }) => (spec ? resourcesOf(spec).requests : {}));
    return { ...addAmounts(...requests), pods: pods.length };
  } catch (error) {
    if (toClusterError(error).code === 'Forbidden') return null;
    throw error;
  }
}
