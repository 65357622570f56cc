import { namespaceOf } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import { jobSpecOf } from './job-status.ts';

/** This finalizer keeps a pod until its result is counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

function jobLabels({ metadata }: KubeObject): Record<string, string> {
  const uid = metadata.uid ?? '';
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': metadata.name,
    'controller-uid': uid,
    'job-name': metadata.name,
  };
}

export function buildJobPod(job: KubeObject, identifiers: Identifiers): KubeObject {
  const { template } = jobSpecOf(job);
  // A generated name is cut so that it can be the value of a label (apiserver/pkg/storage/names).
  const generateName = `${job.metadata.name.slice(0, 57)}-`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: generateName + identifiers.suffix(),
      generateName,
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

/** Sets the selector of a new Job and the labels of its pods. They need its uid, which only the store gives. */
export function claimPods(job: KubeObject): void {
  const spec = jobSpecOf(job);
  spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '' } };
  const metadata = spec.template.metadata ?? {};
  spec.template.metadata = { ...metadata, labels: { ...metadata.labels, ...jobLabels(job) } };
}

/** Releases a pod whose result is counted, or will never be counted. */
export function releasePod({ metadata }: KubeObject): void {
  metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== trackingFinalizer);
  if (metadata.finalizers.length === 0) delete metadata.finalizers;
}
