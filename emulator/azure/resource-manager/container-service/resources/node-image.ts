import type { VmSize } from '../../compute/vm-sizes.ts';
import type { OperationError } from '../../operations/create-operations.ts';
import { compareMinorVersions } from './kubernetes-versions.ts';

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

/**
 * The error with which a pool ends for which there is no node image any more; null for all others. `AzureLinux` is Azure
 * Linux 2 before Kubernetes 1.32, and its images were removed on 31 March 2026 (Azure/AKS, issue 4988). AKS's words for
 * that are not public; these are Compute's for an image that is gone from its gallery.
 */
export function missingNodeImage(pool: { osSKU: string }, kubernetesVersion: string): OperationError | null {
  const isAzureLinux2 = ['AzureLinux', 'CBLMariner'].includes(pool.osSKU);
  if (!isAzureLinux2 || compareMinorVersions(kubernetesVersion, '1.32') >= 0) return null;
  return {
    code: 'GalleryImageNotFound',
    message:
      'The gallery image AKSCBLMariner/V2gen2 is not available in this region. Please contact image owner to replicate to this region, or change your requested region.',
  };
}
