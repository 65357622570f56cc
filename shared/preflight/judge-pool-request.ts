import { isKataRuntime } from '../isolation/kata-pools.ts';
import { judgeVmSize } from './judge-vm-size.ts';

/** What is known of a pool that a cluster has already. */
export interface ExistingPool {
  name: string;
  vmSize: string;
  workloadRuntime: string;
  provisioningState: string;
}

export interface Refusal {
  code: string;
  /** What is wrong and what to do. */
  message: string;
  target: string;
}

/** Why a pool request would fail, as far as that can be known before it costs minutes; null when nothing speaks against it. */
export function judgePoolRequest(
  request: { name: string; vmSize: string },
  existing: readonly ExistingPool[],
): Refusal | null {
  const size = judgeVmSize(request.vmSize);
  if (size.likelihood === 'unlikely')
    return {
      code: 'VmSizeNotSupported',
      target: 'nodePool.vmSize',
      message: `${request.vmSize} cannot run Kata: ${size.reason} Try Standard_D4s_v5.`,
    };
  const twin = existing.find((pool) => pool.name.toLowerCase() === request.name.toLowerCase());
  if (twin && !isKataRuntime(twin.workloadRuntime))
    return {
      code: 'NodePoolDiffers',
      target: 'nodePool.name',
      message: `The cluster has a node pool ${twin.name} already, with workload runtime ${twin.workloadRuntime || 'OCIContainer'}. A pool cannot be converted: choose another name.`,
    };
  if (twin && twin.vmSize.toLowerCase() !== request.vmSize.toLowerCase())
    return {
      code: 'NodePoolDiffers',
      target: 'nodePool.vmSize',
      message: `The cluster has a node pool ${twin.name} already, of size ${twin.vmSize}. Ask for that size or choose another name.`,
    };
  return null;
}

/** Why a pool cannot be verified; null when nothing speaks against it. */
export function judgeVerificationRequest(poolName: string | null, existing: readonly ExistingPool[]): Refusal | null {
  const target = 'nodePool';
  if (poolName === null) return null;
  const pool = existing.find((candidate) => candidate.name.toLowerCase() === poolName);
  if (!pool) {
    const names = existing.map((candidate) => candidate.name).join(', ') || 'none';
    return { code: 'NodePoolNotFound', target, message: `The cluster has no node pool ${poolName}. It has: ${names}.` };
  }
  if (!isKataRuntime(pool.workloadRuntime))
    return {
      code: 'NotAKataPool',
      target,
      message: `Node pool ${poolName} has workload runtime ${pool.workloadRuntime || 'OCIContainer'}: its pods are not sandboxed. Kata pools have KataVmIsolation.`,
    };
  return null;
}
