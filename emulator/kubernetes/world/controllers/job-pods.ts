import { jobLabels } from '../../api/job-selector.ts';
import { namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { jobSpecOf } from './job-status.ts';

/** This finalizer keeps a pod until its result is counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** Builds a pod of a Job. It gets its name when it is created. */
export function buildJobPod(job: KubeObject): KubeObject {
  const { template } = jobSpecOf(job);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: '',
      generateName: `${job.metadata.name}-`,
      namespace: namespaceOf(job.metadata),
      labels: { ...template.metadata?.labels, ...jobLabels(job) },
      ...(template.metadata?.annotations ? { annotations: { ...template.metadata.annotations } } : {}),
      finalizers: [trackingFinalizer],
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          name: job.metadata.name,
          uid: job.metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: structuredClone(template.spec),
  };
}

/** Releases a pod whose result is counted, or will never be counted. */
export function releasePod({ metadata }: KubeObject): void {
  metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== trackingFinalizer);
  if (metadata.finalizers.length === 0) delete metadata.finalizers;
}
