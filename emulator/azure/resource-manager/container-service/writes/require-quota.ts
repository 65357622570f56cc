import type { VcpuQuota } from '../../compute/vcpu-quota.ts';
import { findVmSize } from '../../compute/vm-sizes.ts';
import { aksError } from '../../protocol/arm-error.ts';
import type { AgentPoolSettings } from '../resources/build-agent-pool.ts';

/** Throws 400 when the pool's additional nodes need more vCPUs than the family or the region has left. */
export function requireQuota(
  quota: VcpuQuota,
  place: { subscriptionId: string; location: string },
  pool: AgentPoolSettings,
  nodesBefore: number,
): void {
  const size = findVmSize(pool.vmSize);
  const requested = Math.max(0, pool.count - nodesBefore) * (size?.vcpus ?? 0);
  if (!size || requested === 0) return;
  for (const name of [size.family, 'cores']) {
    const { used, limit } = quota.read(place.subscriptionId, place.location, name);
    if (requested > limit - used)
      throw aksError(
        400,
        'ErrCode_InsufficientVCPUQuota',
        `Insufficient vcpu quota requested ${requested}, remaining ${limit - used} for family ${name} for region ${place.location}. If you want to increase the quota, please follow this instruction: https://learn.microsoft.com/azure/quotas/view-quotas. Surge nodes would also consume vcpu quota.`,
      );
  }
}

/** The same for the pools of a new cluster, which together must not need more than there is. */
export function requireQuotaForAll(
  quota: VcpuQuota,
  place: { subscriptionId: string; location: string },
  pools: readonly { settings: AgentPoolSettings }[],
): void {
  for (const [index, { settings }] of pools.entries()) {
    const sameSize = pools.slice(0, index + 1).filter((pool) => pool.settings.vmSize === settings.vmSize);
    const count = sameSize.reduce((sum, pool) => sum + pool.settings.count, 0);
    requireQuota(quota, place, { ...settings, count }, 0);
  }
}
