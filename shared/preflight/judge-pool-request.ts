import { isKataRuntime, kataRuntime } from '../isolation/kata.ts';
import {
  type ClusterWithPools,
  selectProvablePools,
  type Unprovable,
  whyClusterUnprovable,
  whyPoolUnprovable,
} from '../isolation/provable-pools.ts';
import { judgeVmSize } from './judge-vm-size.ts';

/** What is known of a pool that the cluster already has. */
export interface ExistingPool {
  name: string;
  vmSize: string;
  workloadRuntime: string;
  provisioningState: string;
}

/** Why a request is refused. */
export interface Refusal {
  code: string;
  /**
   * `wrong`: the request itself. `not-found`: it names something that does not exist. `conflict`: it does not fit what
   * exists now.
   */
  kind: 'wrong' | 'not-found' | 'conflict';
  /** What is wrong and what to do. */
  message: string;
  target: string;
}

/**
 * Why a pool request would fail, as far as that can be known before AKS has worked on it for minutes; null when no
 * reason is known.
 */
export function judgePoolRequest(
  request: { name: string; vmSize: string },
  existing: readonly ExistingPool[],
): Refusal | null {
  const size = judgeVmSize(request.vmSize);
  if (size.likelihood === 'unlikely')
    return {
      code: 'VmSizeNotSupported',
      kind: 'wrong',
      target: 'nodePool.vmSize',
      message: `${request.vmSize} cannot run Kata: ${size.reason} Try Standard_D4s_v5.`,
    };
  const twin = existing.find((pool) => pool.name.toLowerCase() === request.name.toLowerCase());
  if (twin && !isKataRuntime(twin.workloadRuntime))
    return {
      code: 'NodePoolDiffers',
      kind: 'conflict',
      target: 'nodePool.name',
      message: `The cluster has a node pool ${twin.name} already, with workload runtime ${twin.workloadRuntime || 'OCIContainer'}. A pool cannot be converted: choose another name.`,
    };
  if (twin && twin.vmSize.toLowerCase() !== request.vmSize.toLowerCase())
    return {
      code: 'NodePoolDiffers',
      kind: 'conflict',
      target: 'nodePool.vmSize',
      message: `The cluster has a node pool ${twin.name} already, of size ${twin.vmSize}. Ask for that size or choose another name.`,
    };
  return null;
}

/** Why a cluster, or one of its pools, cannot be verified now; null when no reason is known. */
export function judgeVerificationRequest(poolName: string | null, cluster: ClusterWithPools): Refusal | null {
  const unprovable = whyClusterUnprovable(cluster);
  if (unprovable)
    return {
      code: `Cluster${codes[unprovable]}`,
      kind: 'conflict',
      target: 'cluster',
      message: `The cluster ${inWords[unprovable]}.`,
    };
  return poolName === null ? judgeEveryPool(cluster) : judgePool(poolName, cluster);
}

function judgePool(poolName: string, { pools }: ClusterWithPools): Refusal | null {
  const target = 'nodePool';
  const pool = pools.find((candidate) => candidate.name.toLowerCase() === poolName);
  if (!pool) {
    const names = pools.map((candidate) => candidate.name).join(', ') || 'none';
    return {
      code: 'NodePoolNotFound',
      kind: 'not-found',
      target,
      message: `The cluster has no node pool ${poolName}. It has: ${names}.`,
    };
  }
  if (!isKataRuntime(pool.workloadRuntime))
    return {
      code: 'NotAKataPool',
      kind: 'wrong',
      target,
      message: `Node pool ${poolName} has workload runtime ${pool.workloadRuntime || 'OCIContainer'}: its pods are not sandboxed. Kata pools have ${kataRuntime}.`,
    };
  const unprovable = whyPoolUnprovable(pool);
  if (!unprovable) return null;
  return {
    code: `NodePool${codes[unprovable]}`,
    kind: 'conflict',
    target,
    message: `Node pool ${poolName} ${inWords[unprovable]}.`,
  };
}

/** A cluster without Kata pools is not refused, because nodes that belong to no pool may be Kata nodes. */
function judgeEveryPool(cluster: ClusterWithPools): Refusal | null {
  const kataPools = cluster.pools.filter((pool) => isKataRuntime(pool.workloadRuntime));
  if (kataPools.length === 0 || selectProvablePools(cluster).length > 0) return null;
  const why = kataPools.map((pool) => `${pool.name} ${inWords[whyPoolUnprovable(pool) ?? 'empty']}`).join('; ');
  return {
    code: 'NothingToProve',
    kind: 'conflict',
    target: 'cluster',
    message: `None of the cluster's Kata node pools can be proven now: ${why}.`,
  };
}

const codes: Record<Unprovable, string> = {
  stopped: 'Stopped',
  empty: 'Empty',
  creating: 'Creating',
  deleting: 'Deleting',
};

/** Each text completes the sentence "Node pool x …". */
const inWords: Record<Unprovable, string> = {
  stopped: 'is stopped: no pod runs there. Start it and try again',
  empty: 'has no nodes. Scale it up and try again',
  creating: 'is still being made. Try again when that has ended',
  deleting: 'is being deleted',
};
