import type { V1Pod } from '@kubernetes/client-node';
import type { PodBinding, PodObservation, PodRole, ReportOutcome } from '../../isolation/evidence.ts';
import { parseQuantity } from '../../plain/parse-quantity.ts';

/** Describes the pod as it really ran: what admission made of our manifest, and the handler of its RuntimeClass. */
export function observePod(
  pod: V1Pod,
  role: PodRole,
  runtimeHandler: string | null,
  binding: PodBinding,
  evidence: ReportOutcome,
): PodObservation {
  const memoryBytes = sumLimits(pod, 'memory');
  return {
    role,
    podName: pod.metadata?.name ?? '',
    podUid: pod.metadata?.uid ?? '',
    nodeName: pod.spec?.nodeName ?? null,
    runtimeClassName: pod.spec?.runtimeClassName ?? null,
    runtimeHandler,
    memoryLimitKiB: memoryBytes === null ? null : Math.floor(memoryBytes / 1024),
    cpuLimit: sumLimits(pod, 'cpu'),
    binding,
    evidence,
  };
}

/**
 * Sums the limits of all containers, injected ones included, because the sum decides the size of a Kata VM. Null when
 * no container has a limit.
 */
function sumLimits(pod: V1Pod, resource: 'cpu' | 'memory'): number | null {
  const limits = (pod.spec?.containers ?? []).flatMap(({ resources }) => {
    const limit = parseQuantity(resources?.limits?.[resource] ?? '');
    return limit === null ? [] : [limit];
  });
  return limits.length === 0 ? null : limits.reduce((sum, limit) => sum + limit, 0);
}
