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

const ofPool = '/api/v1/nodes?labelSelector=kubernetes.azure.com/agentpool=kata&limit=500';
const ofCluster = '/api/v1/nodes?limit=500';
const ofClass = '/apis/node.k8s.io/v1/runtimeclasses/kata-vm-isolation';

/**
 * The calls of a proof and nothing else, at once what needs no order: what there is, the pair, its reports, the node and its
 * class again, what there is now, and the namespace away. How many calls a proof makes is judged by the benchmark `calls`;
 * this one tells what is made of them. No answer is checked, nothing is judged, and nothing is tried twice.
 */
export async function proveRaw(
  cluster: RawCluster,
  { nodeName, namespace, namespaceBody, jobs }: RawOrder,
): Promise<void> {
  const read = (...paths: string[]) => Promise.all(paths.map((path) => cluster.call('GET', path)));
  await read(ofPool, ofClass);
  const { metadata } = await cluster.call('POST', '/api/v1/namespaces', namespaceBody);
  await Promise.all(jobs.map((job) => cluster.call('POST', `/apis/batch/v1/namespaces/${namespace}/jobs`, job)));
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const reports = new Map<string, string>();
  await cluster.watch(`${pods}?watch=true`, ({ object }: SeenPod) => {
    const report = object.status?.containerStatuses?.[0]?.state?.terminated?.message;
    if (report) reports.set(object.metadata.name, report);
    return reports.size === jobs.length;
  });
  // A watch that began after the pods' end has not said whether there are others.
  await read(pods);
  await read(ofClass, `/api/v1/nodes/${nodeName}`);
  await read(ofCluster);
  const uid = metadata.uid;
  const left = await cluster.call('DELETE', `/api/v1/namespaces/${namespace}`, { preconditions: { uid } });
  await cluster.watch(
    `/api/v1/namespaces?watch=true&fieldSelector=metadata.name=${namespace}&resourceVersion=${left.metadata.resourceVersion}`,
    ({ type }: SeenPod) => type === 'DELETED',
  );
}
