import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import { oldestWithAzureLinux3 } from '../kubernetes-version.ts';

/**
 * What a pool follows from in a cluster that is not there yet: its System pool. AKS gives a cluster that names no version one
 * that is new.
 */
export function groundOfNewCluster({ kubernetesVersion, location, systemPool }: NewClusterSpec) {
  const { name, vmSize, ...placement } = systemPool;
  const { vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost } = placement;
  const like = { vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost };
  const system = { name, mode: 'System', vmSizes: [vmSize], placement: like };
  return { kubernetesVersion: kubernetesVersion ?? oldestWithAzureLinux3, location, pools: [system] };
}
