import type { V1Container, V1Job, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import { buildPodPair } from '../../../shared/isolation/build-pod-pair.ts';
import { podPairNames } from '../../../shared/isolation/pod-pair-names.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
export const otherDigest = `sha256:${'cd'.repeat(32)}`;
export const taggedImage = 'mcr.microsoft.com/azurelinux/busybox:1.36';
export const pinnedImage = `mcr.microsoft.com/azurelinux/busybox@${digest}`;

export const runtimeClass = {
  name: 'kata-vm-isolation',
  uid: 'class-uid',
  handler: 'kata',
  createdAt: '2026-01-01T00:00:00.000Z',
};

export function askFor(image = taggedImage): { sandboxed: V1Job; ordinary: V1Job } {
  const nodeName = 'aks-kata-12345678-vmss000000';
  return buildPodPair({
    runId: 'run-7',
    names: podPairNames({ runId: 'run-7', nodeName, sequence: '1-' }, 'kataproof-run-7'),
    nodeName,
    nonce: 'n-1',
    image,
    runtimeClassName: runtimeClass.name,
    toleratedTaints: [{ key: 'sandbox', value: 'kata', effect: 'NoSchedule' }],
    activeDeadlineSeconds: 300,
    ttlSecondsAfterFinished: 600,
    expiresAt: '2026-11-20T12:00:00.000Z',
  });
}

export type LivePod = V1Pod & { spec: V1PodSpec };

/** The pod of a Job as an API server of 1.34 and AKS show it when nobody else touched it, as plain JSON like a watch's. */
export function liveFrom(job: V1Job): LivePod {
  const template = structuredClone(job.spec?.template);
  const spec = template?.spec as V1PodSpec;
  const [probe] = spec.containers as [V1Container];
  Object.assign(spec, {
    dnsPolicy: 'ClusterFirst',
    nodeName: 'aks-kata-12345678-vmss000000',
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    schedulerName: 'default-scheduler',
    serviceAccount: 'default',
    serviceAccountName: 'default',
    tolerations: [
      ...(spec.tolerations ?? []),
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    ...(spec.runtimeClassName && {
      overhead: { memory: '600Mi' },
      nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' },
    }),
  });
  Object.assign(probe, { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] });
  return {
    metadata: {
      ...template?.metadata,
      name: `${job.metadata?.name}-abcde`,
      namespace: job.metadata?.namespace ?? '',
      creationTimestamp: '2026-11-20T10:00:00Z' as unknown as Date,
    },
    spec,
    status: {
      phase: 'Succeeded',
      containerStatuses: [
        {
          name: 'probe',
          image: probe.image ?? '',
          imageID: `mcr.microsoft.com/azurelinux/busybox@${digest}`,
          ready: false,
          restartCount: 0,
        },
      ],
    },
  };
}

export function probeOf(pod: LivePod): V1Container {
  return pod.spec.containers.find(({ name }) => name === 'probe') as V1Container;
}

/** The container with the security context that we asked for, to be changed. */
export function securityOf(pod: LivePod): NonNullable<V1Container['securityContext']> {
  const probe = probeOf(pod);
  probe.securityContext ??= {};
  return probe.securityContext;
}
