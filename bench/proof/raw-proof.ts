import { randomBytes } from 'node:crypto';
import { buildNamespace, buildPodPair } from '../../shared/isolation/build-pod-pair.ts';
import { podPairNames, runNamespace } from '../../shared/isolation/pod-pair-names.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import type { RawCluster } from './raw-cluster.ts';

interface SeenPod {
  type: string;
  object: {
    metadata: { name: string };
    status?: { containerStatuses?: { state?: { terminated?: { message?: string } } }[] };
  };
}

/** What a proof sends, made before it begins: its maker's time is not the wire's. */
export interface RawOrder {
  nodeName: string;
  namespace: string;
  namespaceBody: object;
  jobs: object[];
}

/** The order of a proof of this node. The bodies are the product's own. */
export function orderRawProof(nodeName: string): RawOrder {
  const runId = createRunId(Date.now(), randomBytes(5).toString('hex'));
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const namespace = runNamespace(runId);
  const pair = buildPodPair({
    ...{ runId, nodeName, expiresAt, nonce: randomBytes(8).toString('hex'), toleratedTaints: [] },
    names: podPairNames({ runId, nodeName, sequence: '1-' }, namespace),
    image: 'mcr.microsoft.com/azurelinux/busybox:1.36',
    runtimeClassName: 'kata-vm-isolation',
    ...{ activeDeadlineSeconds: 480, ttlSecondsAfterFinished: 3_600 },
  });
  const namespaceBody = buildNamespace({ name: namespace, runId, expiresAt });
  return { nodeName, namespace, namespaceBody, jobs: [pair.ordinary, pair.sandboxed] };
}

/**
 * The steps of a proof and nothing else: what is there, the pair, its reports, the node again, and the namespace away. No
 * answer is checked, nothing is judged, and nothing is tried twice.
 */
export async function proveRaw(
  cluster: RawCluster,
  { nodeName, namespace, namespaceBody, jobs }: RawOrder,
): Promise<void> {
  await cluster.call('GET', '/api/v1/nodes?labelSelector=kubernetes.azure.com/agentpool=kata');
  await cluster.call('GET', '/apis/node.k8s.io/v1/runtimeclasses/kata-vm-isolation');
  const { metadata } = await cluster.call('POST', '/api/v1/namespaces', namespaceBody);
  await Promise.all(jobs.map((job) => cluster.call('POST', `/apis/batch/v1/namespaces/${namespace}/jobs`, job)));
  const reports = new Map<string, string>();
  await cluster.watch(`/api/v1/namespaces/${namespace}/pods?watch=true&resourceVersion=0`, ({ object }: SeenPod) => {
    const report = object.status?.containerStatuses?.[0]?.state?.terminated?.message;
    if (report) reports.set(object.metadata.name, report);
    return reports.size === jobs.length;
  });
  await cluster.call('GET', `/api/v1/nodes/${nodeName}`);
  const uid = metadata.uid;
  await cluster.call('DELETE', `/api/v1/namespaces/${namespace}`, { preconditions: { uid } });
  await cluster.watch(
    `/api/v1/namespaces?watch=true&fieldSelector=metadata.name=${namespace}&resourceVersion=${metadata.resourceVersion}`,
    ({ type }: SeenPod) => type === 'DELETED',
  );
}
