import type { PoolFacts } from '../clusters/cluster-facts.ts';
import { findPool } from '../clusters/find-pool.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { isKataRuntime, kataRuntime } from '../isolation/kata.ts';
import {
  type ClusterWithPools,
  selectProvablePools,
  type Unprovable,
  unprovableInWords,
  whyClusterUnprovable,
  whyPoolUnprovable,
} from '../isolation/provable-pools.ts';
import { comparePool } from './compare-pool.ts';

/** Why a request is refused. */
export interface Refusal {
  code: string;
  /**
   * `wrong`: the request itself. `not-found`: it names something that does not exist. `conflict`: it does not fit what
   * exists now. `forbidden`: the settings of this app do not allow it.
   */
  kind: 'wrong' | 'not-found' | 'conflict' | 'forbidden';
  /** What is wrong and what to do. */
  message: string;
  target: string;
}

/**
 * Why a pool would not fit those that exist; null when no reason is known. `existing` is null when they are not known.
 */
export function judgePoolRequest(request: PoolSpec, existing: readonly PoolFacts[] | null): Refusal | null {
  const twin = findPool(existing, request.name);
  // A pool that is being deleted is no reason to refuse: the run waits until its name is free.
  return twin && whyPoolUnprovable(twin) !== 'deleting' ? judgeTwin(twin, request) : null;
}

function judgeTwin(twin: PoolFacts, request: PoolSpec): Refusal | null {
  const refusal = { code: 'NodePoolDiffers', kind: 'conflict', target: 'nodePool.name' } as const;
  const there = `The cluster has a node pool ${twin.name} already`;
  if (!isKataRuntime(twin.workloadRuntime))
    return {
      ...refusal,
      message: `${there}, with workload runtime ${twin.workloadRuntime || 'OCIContainer'}. A pool cannot be converted: choose another name.`,
    };
  const differences = comparePool(twin, request);
  if (differences.length === 0) return null;
  return {
    ...refusal,
    target: 'nodePool',
    message: `${there}, which is not what was asked for: ${differences.join('; ')}. Ask for what is there, or choose another name.`,
  };
}

/** Why nothing can be made or verified in a cluster now; null when no reason is known. */
export function judgeCluster(cluster: Pick<ClusterWithPools, 'provisioningState' | 'powerState'>): Refusal | null {
  const unprovable = whyClusterUnprovable(cluster);
  if (!unprovable) return null;
  return {
    code: `Cluster${codes[unprovable]}`,
    kind: 'conflict',
    target: 'cluster',
    message: `The cluster ${unprovableInWords[unprovable]}.`,
  };
}

/** Why the pools of a cluster, or the one that is named, cannot be verified now; null when no reason is known. */
export function judgeVerificationRequest(poolName: string | null, cluster: ClusterWithPools): Refusal | null {
  return poolName === null ? judgeEveryPool(cluster) : judgePool(poolName, cluster);
}

function judgePool(poolName: string, { pools }: ClusterWithPools): Refusal | null {
  const target = 'nodePool';
  // ARM does not say which pools exist, so only the run can find out.
  if (!pools) return null;
  const pool = findPool(pools, poolName);
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
    message: `Node pool ${poolName} ${unprovableInWords[unprovable]}.`,
  };
}

/** A cluster without Kata pools is not refused, because nodes that belong to no pool may be Kata nodes. */
function judgeEveryPool(cluster: ClusterWithPools): Refusal | null {
  const kataPools = (cluster.pools ?? []).filter((pool) => isKataRuntime(pool.workloadRuntime));
  if (kataPools.length === 0 || selectProvablePools(cluster).length > 0) return null;
  const why = kataPools
    .map((pool) => `${pool.name} ${unprovableInWords[whyPoolUnprovable(pool) ?? 'empty']}`)
    .join('; ');
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
