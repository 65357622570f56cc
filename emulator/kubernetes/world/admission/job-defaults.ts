import type { PodSpec } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { defaultPodSpec } from './pod-defaults.ts';

/** Sets the API server's defaults for a Job (k8s.io/kubernetes/pkg/apis/batch/v1/defaults.go). Changes `job`. */
export function defaultJob(job: KubeObject): void {
  const spec = job['spec'] ?? {};
  job['spec'] = spec;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= 6;
  spec.completionMode ||= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= 'TerminatingOrFailed';
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.spec ??= {};
  spec.template.spec.containers ??= [];
  defaultPodSpec(spec.template.spec as PodSpec);
}
