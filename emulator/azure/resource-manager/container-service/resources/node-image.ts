import type { VmSize } from '../../compute/vm-sizes.ts';

/** The version of the node images that every new pool gets (AgentBaker release notes, gen2kata). */
export const nodeImageRelease = '202608.20.0';

/** Returns a pool's `nodeImageVersion`. Kata has its own image, which exists only for Azure Linux and generation 2. */
export function nodeImageVersion(pool: { workloadRuntime: string; osSKU: string }, size: VmSize): string {
  if (pool.workloadRuntime === 'KataVmIsolation') return `AKSAzureLinux-V3katagen2-${nodeImageRelease}`;
  const architecture = size.architecture === 'Arm64' ? 'arm64' : '';
  const generation = size.hyperVGenerations === 'V1' ? '' : 'gen2';
  return pool.osSKU.startsWith('AzureLinux')
    ? `AKSAzureLinux-V3${generation}${architecture}-${nodeImageRelease}`
    : `AKSUbuntu-2404${generation}${architecture}containerd-${nodeImageRelease}`;
}
