import { formatQuantity } from '../../api/quantity.ts';

const MiB = 2 ** 20;
export const maxPodsPerNode = 250;

/** Thousandths of a core that AKS reserves (AKS docs, "node resource reservations"). */
function reservedMilliCpu(vcpus: number): number {
  const table: [number, number][] = [
    [1, 60],
    [2, 100],
    [4, 140],
    [8, 180],
    [16, 260],
    [32, 420],
  ];
  return table.find(([upTo]) => vcpus <= upTo)?.[1] ?? 740;
}

/** Kube-reserved since 1.29: 20 MB a pod and 50 MB, or a quarter of memory if that is less; 100 MiB before eviction. */
function reservedMemoryMiB(memoryMiB: number): number {
  return Math.min(20 * maxPodsPerNode + 50, memoryMiB * 0.25) + 100;
}

export function nodeResources(vcpus: number, memoryMiB: number, kernelMemoryKiB: number) {
  const capacityBytes = kernelMemoryKiB * 1024;
  const allocatableBytes = Math.max(0, capacityBytes - Math.ceil(reservedMemoryMiB(memoryMiB)) * MiB);
  const fixed = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', pods: String(maxPodsPerNode) };
  return {
    capacity: {
      cpu: String(vcpus),
      'ephemeral-storage': '129886128Ki',
      memory: `${kernelMemoryKiB}Ki`,
      ...fixed,
    },
    allocatable: {
      cpu: `${vcpus * 1000 - reservedMilliCpu(vcpus)}m`,
      'ephemeral-storage': '119703055367',
      memory: formatQuantity('memory', allocatableBytes),
      ...fixed,
    },
  };
}
