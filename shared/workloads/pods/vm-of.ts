import type { ContainerFacts, PodFacts, ResourceAmounts } from '../workload-facts.ts';
import { sumLimits } from './sum-limits.ts';

/** The virtual machine in which Kata runs a pod. Its size is fixed when the pod starts. */
export interface SandboxVm {
  /** MiB, guest kernel and Kata's agent included. */
  memoryMiB: number;
  memoryFrom: 'limits' | 'default';
  vcpus: number;
  vcpusFrom: 'limits' | 'default';
  /** False where Kata refuses to make the machine, because its memory is below the least. */
  boots: boolean;
  /** Containers that run in it side by side: sidecars and ephemeral ones too, init containers not. */
  sharedBy: number;
}

/**
 * How AKS builds Kata (microsoft/kata-containers, `tools/osbuilder/node-builder/azure-linux/package_build.sh`:
 * `DEFSTATICSANDBOXWORKLOADMEM=512`, `DEFSTATICSANDBOXWORKLOADVCPUS=1`, `DEFSANDBOXWORKLOADMEMMIN=128`).
 */
export const kataVm = { defaultMemoryMiB: 512, defaultVcpus: 1, leastMemoryMiB: 128 } as const;

export const mebibyte = 1024 * 1024;

/**
 * The machine that follows from a pod's limits (microsoft/kata-containers, `src/runtime/pkg/oci/utils.go`): memory is
 * the sum of the limits in whole MiB, or the default where that is none; CPU is their sum, rounded up to whole vCPUs.
 * Requests decide nothing.
 */
export function vmOf(pod: Pick<PodFacts, 'containers' | 'podLimits'>): SandboxVm {
  const { memoryBytes, milliCpu } = sumLimits(pod);
  const wantedMiB = Math.floor((memoryBytes ?? 0) / mebibyte);
  const memoryMiB = wantedMiB === 0 ? kataVm.defaultMemoryMiB : wantedMiB;
  return {
    memoryMiB,
    memoryFrom: wantedMiB === 0 ? 'default' : 'limits',
    vcpus: milliCpu ? Math.ceil(milliCpu / 1000) : kataVm.defaultVcpus,
    vcpusFrom: milliCpu ? 'limits' : 'default',
    boots: memoryMiB >= kataVm.leastMemoryMiB,
    sharedBy: pod.containers.filter(({ role }) => role !== 'init').length,
  };
}

/** Containers that count for nothing in the size of their VM, by name, and for which resource. */
export function containersWithout(
  resource: keyof ResourceAmounts,
  { containers, podLimits }: Pick<PodFacts, 'containers' | 'podLimits'>,
): ContainerFacts[] {
  if (podLimits[resource] !== null) return [];
  return containers.filter(({ role, limits }) => (role === 'main' || role === 'sidecar') && limits[resource] === null);
}
