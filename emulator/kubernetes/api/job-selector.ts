import type { KubeObject } from './seams.ts';

/** The labels by which a Job's controller finds its pods. */
export function jobLabels({ metadata }: KubeObject): Record<string, string> {
  const uid = metadata.uid ?? '';
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': metadata.name,
    'controller-uid': uid,
    'job-name': metadata.name,
  };
}

/**
 * Sets the selector of a new Job and the labels of its pods, unless the Job has a selector of its own
 * (registry/batch/job: generateSelector). They need its uid. Changes `job`.
 */
export function generateSelector(job: KubeObject): void {
  const spec = job['spec'];
  if (!spec || spec.manualSelector === true) return;
  spec.template ??= {};
  const metadata = spec.template.metadata ?? {};
  spec.template.metadata = { ...metadata, labels: { ...jobLabels(job), ...metadata.labels } };
  const controllerUid = { 'batch.kubernetes.io/controller-uid': job.metadata.uid };
  spec.selector = { ...spec.selector, matchLabels: { ...controllerUid, ...spec.selector?.matchLabels } };
}
