import { jobLabels } from '../../api/job-selector.ts';
import type { KubeObject } from '../../api/seams.ts';
import { jobSpecOf } from './job-status.ts';
import { buildPod } from './owned-pods.ts';

/** This finalizer keeps a pod until its result is counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** Builds a pod of a Job. It gets its name when it is created. */
export function buildJobPod(job: KubeObject): KubeObject {
  const pod = buildPod(job, jobSpecOf(job).template, jobLabels(job));
  pod.metadata.finalizers = [trackingFinalizer];
  return pod;
}

/** Releases a pod whose result is counted, or will never be counted. */
export function releasePod({ metadata }: KubeObject): void {
  metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== trackingFinalizer);
  if (metadata.finalizers.length === 0) delete metadata.finalizers;
}
