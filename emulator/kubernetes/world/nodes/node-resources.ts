import { formatQuantity } from '../../api/quantity.ts';

const MiB = 2 ** 20;
export const maxPodsPerNode = 250;

/** Returns the thousandths of a core that AKS reserves (AKS docs, "node resource reservations"). */
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

/**
 * Returns the memory that AKS has reserved since 1.29, in MiB: an amount for each pod and a fixed one, or a share of
 * the memory if that is less. The eviction threshold is added to it.
 */
function reservedMemoryMiB(memoryMiB: number): number {
  return Math.min(20 * maxPodsPerNode + 50, memoryMiB * 0.25) + 100;
}

/**
 * Returns a node's capacity, and what AKS's reservations leave allocatable. Capacity is what the kernel sees, which is
 * less than the memory of the VM size.
 */
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
