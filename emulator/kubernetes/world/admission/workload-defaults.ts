import type { PodSpec } from '../../api/pod-shapes.ts';
import type { KubeObject, Resource } from '../../api/seams.ts';
import { defaultPodSpec } from './pod-defaults.ts';

const rolling: Partial<Record<Resource, [field: string, values: Record<string, unknown>]>> = {
  deployments: ['strategy', { maxSurge: '25%', maxUnavailable: '25%' }],
  daemonsets: ['updateStrategy', { maxSurge: 0, maxUnavailable: 1 }],
};

/** Whether the resource makes pods of a template for as long as it exists. */
export const isWorkload = (resource: Resource): boolean =>
  resource === 'deployments' || resource === 'daemonsets' || resource === 'replicasets';

/** Sets the API server's defaults of apps/v1 (k8s.io/kubernetes/pkg/apis/apps/v1/defaults.go). Changes `object`. */
export function defaultWorkload(resource: Resource, object: KubeObject): void {
  const spec = object['spec'] ?? {};
  object['spec'] = spec;
  if (resource !== 'daemonsets') spec.replicas ??= 1;
  if (resource !== 'replicasets') spec.revisionHistoryLimit ??= 10;
  if (resource === 'deployments') spec.progressDeadlineSeconds ??= 600;
  const [field, values] = rolling[resource] ?? [];
  if (field !== undefined) {
    const strategy = { type: 'RollingUpdate', ...spec[field] };
    spec[field] =
      strategy.type === 'RollingUpdate'
        ? { ...strategy, rollingUpdate: { ...values, ...strategy.rollingUpdate } }
        : strategy;
  }
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.spec ??= {};
  spec.template.spec.containers ??= [];
  defaultPodSpec(spec.template.spec as PodSpec);
}
