import type { PodSpec } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { defaultPodSpec } from './pod-defaults.ts';

/** Sets the API server's defaults for a Job (k8s.io/kubernetes/pkg/apis/batch/v1/defaults.go). Changes `job`. */
export function defaultJob(job: KubeObject): void {
  const spec = job['spec'] ?? {};
  job['spec'] = spec;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1;
  spec.completionMode ||= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  for (const { onPodConditions = [] } of spec.podFailurePolicy?.rules ?? [])
    for (const condition of onPodConditions) condition.status ||= 'True';
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.spec ??= {};
  spec.template.spec.containers ??= [];
  defaultPodSpec(spec.template.spec as PodSpec);
}
