import { isDeepStrictEqual } from 'node:util';
import type { PodSpec } from '../../api/pod-shapes.ts';
import type { AdmissionRequest } from '../../api/seams.ts';
import type { InvalidField } from '../../api/status-errors.ts';
import { checkLabels, forbiddenField, invalidValue, required } from './field-errors.ts';
import { validatePodSpec } from './validate-pod-spec.ts';

/** Finds the mistakes of a Deployment, ReplicaSet or DaemonSet (k8s.io/kubernetes/pkg/apis/apps/validation). */
export function validateWorkload({ operation, object, oldObject }: AdmissionRequest): InvalidField[] {
  const spec = object['spec'] ?? {};
  const labels: Record<string, string> = spec.template?.metadata?.labels ?? {};
  const matchLabels: Record<string, string> = spec.selector?.matchLabels ?? {};
  const empty = Object.keys(matchLabels).length === 0 && (spec.selector?.matchExpressions ?? []).length === 0;
  const matches = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  const numbers = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'];
  return [
    ...numbers.flatMap((field) =>
      spec[field] < 0 ? [invalidValue(`spec.${field}`, spec[field], 'must be greater than or equal to 0')] : [],
    ),
    ...(spec.selector === undefined ? [required('spec.selector')] : []),
    ...(spec.selector !== undefined && empty
      ? [invalidValue('spec.selector', spec.selector, 'empty selector is invalid for this kind')]
      : []),
    ...(empty || matches
      ? []
      : [invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]),
    ...checkLabels('spec.template.metadata.labels', labels),
    ...validatePodSpec((spec.template?.spec ?? {}) as PodSpec, 'spec.template.spec', ['Always']),
    ...(spec.template?.spec?.activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            'spec.template.spec.activeDeadlineSeconds',
            'activeDeadlineSeconds in ReplicaSet is not Supported',
          ),
        ]),
    ...(operation === 'UPDATE' && oldObject && !isDeepStrictEqual(oldObject['spec'].selector, spec.selector)
      ? [invalidValue('spec.selector', spec.selector, 'field is immutable')]
      : []),
  ];
}
