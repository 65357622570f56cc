import type { V1Pod } from '@kubernetes/client-node';
import { readPodSpec } from '../workloads/pods/read-pod-spec.ts';
import type { PodFacts } from '../workloads/workload-facts.ts';

/** Reduces a pod to what the rules need: no environment, no annotations, no commands. */
export function toPodFacts({ metadata, spec, status }: V1Pod): PodFacts {
  const controller = metadata?.ownerReferences?.find((owner) => owner.controller);
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? {},
    controller: controller ? { kind: controller.kind, name: controller.name } : null,
    createdAt: metadata?.creationTimestamp?.toISOString() ?? '',
    finished: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    ...readPodSpec(spec ?? {}),
    admitted: true,
  };
}
