import type { V1Pod } from '@kubernetes/client-node';
import type { PodBinding, PodObservation, PodRole, ReportOutcome } from '../../isolation/evidence.ts';
import { readPodSpec } from '../../workloads/pods/read-pod-spec.ts';
import { sumLimits } from '../../workloads/pods/sum-limits.ts';

/** Describes the pod as it really ran: what admission made of our manifest, and the handler of its RuntimeClass. */
export function observePod(
  pod: V1Pod,
  role: PodRole,
  runtimeHandler: string | null,
  binding: PodBinding,
  evidence: ReportOutcome,
): PodObservation {
  const { memoryBytes, milliCpu } = sumLimits(readPodSpec(pod.spec ?? {}));
  return {
    role,
    podName: pod.metadata?.name ?? '',
    podUid: pod.metadata?.uid ?? '',
    nodeName: pod.spec?.nodeName ?? null,
    runtimeClassName: pod.spec?.runtimeClassName ?? null,
    runtimeHandler,
    memoryLimitKiB: memoryBytes === null ? null : Math.floor(memoryBytes / 1024),
    cpuLimit: milliCpu === null ? null : milliCpu / 1000,
    binding,
    evidence,
  };
}
