import type { ContainerFacts, PodFacts, ResourceAmounts } from '../workload-facts.ts';

/**
 * The limits of a pod as a whole, as the kubelet computes them and hands them to the runtime when it makes the sandbox
 * (kubernetes `pkg/kubelet/kuberuntime/kuberuntime_sandbox_linux.go`, `component-helpers/resource/helpers.go`): the
 * containers together with the sidecars, or what an init container needs beside the sidecars that started before it if
 * that is more. A container without a limit adds nothing. A limit of the pod itself overrules. Null where nobody has a
 * limit.
 */
export function sumLimits({ containers, podLimits }: Pick<PodFacts, 'containers' | 'podLimits'>): ResourceAmounts {
  return {
    memoryBytes: podLimits.memoryBytes ?? aggregate(containers, 'memoryBytes'),
    milliCpu: podLimits.milliCpu ?? aggregate(containers, 'milliCpu'),
  };
}

function aggregate(containers: ContainerFacts[], resource: keyof ResourceAmounts): number | null {
  const limited = containers.filter(({ limits, role }) => limits[resource] !== null && role !== 'ephemeral');
  if (limited.length === 0) return null;
  let running = 0;
  let sidecars = 0;
  let starting = 0;
  for (const { role, limits } of limited) {
    const limit = limits[resource] ?? 0;
    if (role !== 'init') running += limit;
    if (role === 'sidecar') sidecars += limit;
    if (role === 'init') starting = Math.max(starting, limit + sidecars);
  }
  return Math.max(running, starting);
}
