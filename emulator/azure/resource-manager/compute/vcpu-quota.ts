import { vmSizes } from './vm-sizes.ts';

/**
 * Default vCPU limits of each location, like those of a pay-as-you-go subscription whose owner has asked for a small
 * increase.
 */
export const regionalLimit = 350;
export const familyLimit = 100;

export interface VcpuUse {
  location: string;
  family: string;
  vcpus: number;
}

export interface VcpuQuota {
  /**
   * Returns the vCPUs in use and the limit in a location, for one family or, with `cores`, for all families together.
   */
  read(subscriptionId: string, location: string, name: string): { used: number; limit: number };
  names(): string[];
}

/**
 * @param usesOf returns what runs now in a subscription
 * @param granted returns what raises the limits: seeded clusters existed before the emulator started, and had their
 * quota
 * @param exhausted true makes each limit equal to the current use, so that no vCPU is left anywhere
 */
export function createVcpuQuota(
  usesOf: (subscriptionId: string) => VcpuUse[],
  granted: (subscriptionId: string) => VcpuUse[],
  exhausted: boolean,
): VcpuQuota {
  const families = [...new Set(vmSizes.map((size) => size.family))];
  return {
    names: () => ['cores', ...families],
    read(subscriptionId, location, name) {
      const sum = (uses: VcpuUse[]) =>
        uses
          .filter((use) => use.location === location && (name === 'cores' || use.family === name))
          .reduce((total, use) => total + use.vcpus, 0);
      const used = sum(usesOf(subscriptionId));
      const base = name === 'cores' ? regionalLimit : familyLimit;
      return { used, limit: exhausted ? used : base + sum(granted(subscriptionId)) };
    },
  };
}
