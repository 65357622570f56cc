import { vmSizes } from './vm-sizes.ts';

/** Defaults of a pay-as-you-go subscription that has asked for a little more: vCPUs in each location. */
export const regionalLimit = 350;
export const familyLimit = 100;

export interface VcpuUse {
  location: string;
  family: string;
  vcpus: number;
}

export interface VcpuQuota {
  /** vCPUs in use and allowed in a location, of one family (or of all, with `cores`). */
  read(subscriptionId: string, location: string, name: string): { used: number; limit: number };
  names(): string[];
}

/**
 * @param usesOf what runs now in a subscription
 * @param granted what the limits are raised by: seeded clusters were there before, and with them their quota
 * @param exhausted no vCPU is left anywhere: limits equal what is used
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
