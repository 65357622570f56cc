import { nameSome } from '../../plain/name-some.ts';
import { sumLimits } from '../pods/sum-limits.ts';
import { containersWithout, kataVm, mebibyte, vmOf } from '../pods/vm-of.ts';
import type { PodFacts } from '../workload-facts.ts';

/**
 * Rule `sandbox-memory-too-low`: Kata refuses to make the VM ("pod memory limit too low: minimum 128MiB"). Of less than one MiB
 * in all it makes a VM of the default size, and in any VM a container gets what it asked for: `128m` are thousandths of a byte.
 */
export function findLowMemory(pod: PodFacts): string | null {
  const { boots, memoryMiB, memoryFrom } = vmOf(pod);
  const small = pod.containers.filter(({ limits: { memoryBytes } }) => memoryBytes && memoryBytes < mebibyte);
  const units = 'with which nothing starts (Mi are mebibytes, m are thousandths)';
  if (small.length > 0)
    return `container ${nameSome(small.map(({ name }) => name))} has a memory limit below 1 MiB, ${units}`;
  if (memoryFrom === 'default' && sumLimits(pod).memoryBytes) return `has a memory limit below 1 MiB, ${units}`;
  return boots
    ? null
    : `has a memory limit of ${memoryMiB} MiB, and no VM starts with less than ${kataVm.leastMemoryMiB}`;
}

/**
 * Rule `sandbox-limits-missing`: limits decide the size of the VM, so a container without one gets what the others
 * leave, or shares the default.
 */
export function findMissingLimits(pod: PodFacts): string | null {
  const { memoryMiB, memoryFrom, vcpus } = vmOf(pod);
  const withoutMemory = containersWithout('memoryBytes', pod).map(({ name }) => name);
  const withoutCpu = containersWithout('milliCpu', pod).map(({ name }) => name);
  if (withoutMemory.length > 0)
    return memoryFrom === 'default'
      ? `has no memory limit, so its VM has ${memoryMiB} MiB and ${vcpus} vCPU`
      : `container ${nameSome(withoutMemory)} has no memory limit and shares the ${memoryMiB} MiB of the others`;
  return withoutCpu.length > 0
    ? `container ${nameSome(withoutCpu)} has no CPU limit, and the VM has ${vcpus} vCPU`
    : null;
}
