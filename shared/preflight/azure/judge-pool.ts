import type { ClusterFacts, PoolFacts } from '../../clusters/cluster-facts.ts';
import { findPool } from '../../clusters/find-pool.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import { whyPoolUnprovable } from '../../isolation/provable-pools.ts';
import { failed, notChecked, passed, warning } from '../check-rows.ts';
import { comparePool } from '../compare-pool.ts';
import { judgeVerificationRequest } from '../judge-pool-request.ts';
import type { PreflightCheck } from '../preflight-check.ts';

/** How AKS's autoscaler may change the number of nodes; a pool of a fixed number has none of this. */
interface Scaling {
  enableAutoScaling?: boolean | undefined;
  minCount?: number | undefined;
  maxCount?: number | undefined;
}

/** Limits of AKS ("Quotas, virtual machine size restrictions, and region availability in AKS", service quotas). */
export const poolLimits = { nodesInPool: 1000, nodesInCluster: 5000, pools: 100 };

const untold = 'Azure does not tell the node pools of the cluster.';

/** Whether the name is free, or a pool of that name is what was asked for. */
export function judgePoolName(pool: PoolSpec, pools: readonly PoolFacts[] | null): PreflightCheck {
  const name = 'node-pool-name';
  if (pools === null) return notChecked(name, untold, 'Check again later.');
  const twin = findPool(pools, pool.name);
  if (!twin) return passed(name, `The name ${pool.name} is free.`);
  if (whyPoolUnprovable(twin) === 'deleting')
    return warning(
      name,
      `A node pool ${pool.name} is being deleted.`,
      'None is needed: a run waits until the name is free.',
    );
  const differences = comparePool(twin, pool);
  if (differences.length === 0) return judgeUsed(pool, twin);
  return failed(
    name,
    `The cluster has a node pool ${pool.name}, which is not what was asked for: ${differences.join('; ')}.`,
    'Choose another name, or ask for what is there.',
  );
}

/** A run proves the nodes of a pool that is there, however many those are: it neither adds any nor takes any away. */
function judgeUsed({ name, count }: PoolSpec, twin: PoolFacts): PreflightCheck {
  const there = `Node pool ${name} is there already, as it was asked for`;
  if (twin.count === null || twin.count === count || twin.options?.enableAutoScaling)
    return passed('node-pool-name', `${there}: it is used, and never removed.`);
  return warning(
    'node-pool-name',
    `${there}, but for its count, which is ${twin.count} and not ${count}: it is used as it is, and never removed.`,
    `Ask for ${twin.count}, scale the pool first (az aks nodepool scale), or choose another name.`,
  );
}

/** Whether a pool of that name is there which a run would use: then no node is made. */
export function isUsed(pool: PoolSpec, pools: readonly PoolFacts[] | null): boolean {
  const twin = findPool(pools, pool.name);
  return twin !== undefined && whyPoolUnprovable(twin) !== 'deleting' && comparePool(twin, pool).length === 0;
}

/** As many nodes as a pool may ever have. */
export function mostNodesOf({ count, maxCount }: Pick<PoolSpec, 'count'> & Scaling): number {
  return Math.max(count, maxCount ?? 0);
}

/** Whether AKS takes so many nodes and pools. */
export function judgeCount(pool: PoolSpec & Scaling, pools: readonly PoolFacts[] | null): PreflightCheck {
  const name = 'node-count';
  if (pools === null) return notChecked(name, untold, 'Check again later.');
  if (isUsed(pool, pools)) return passed(name, 'No node is made: the pool is there.');
  const most = mostNodesOf(pool);
  const others = pools.filter((other) => other.name.toLowerCase() !== pool.name.toLowerCase());
  const all = most + others.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const remedy = 'Ask for fewer nodes, or use another cluster.';
  if (all > poolLimits.nodesInCluster)
    return failed(name, `The cluster would have ${all} nodes, and AKS takes ${poolLimits.nodesInCluster}.`, remedy);
  if (others.length >= poolLimits.pools)
    return failed(name, `The cluster has ${others.length} node pools, and AKS takes no more.`, remedy);
  return passed(
    name,
    `${most} node${most === 1 ? '' : 's'} of at most ${poolLimits.nodesInPool} in a pool; ${all} in the cluster.`,
  );
}

/** What AKS's autoscaler may make of the pool; the schema of a body takes no bounds that no pool can have. */
export function judgeAutoscaler({
  enableAutoScaling,
  minCount = 0,
  maxCount = 0,
  count,
}: PoolSpec & Scaling): PreflightCheck {
  const name = 'autoscaler';
  if (!enableAutoScaling) return passed(name, `The pool keeps its ${count} node${count === 1 ? '' : 's'}.`);
  return passed(
    name,
    `The pool is autoscaled between ${minCount} and ${maxCount} nodes; new nodes are proven when they come.`,
  );
}

/** Whether what exists can be verified now. */
export function judgeVerification(poolName: string | null, facts: ClusterFacts): PreflightCheck {
  const refusal = judgeVerificationRequest(poolName, facts);
  const what = poolName === null ? 'The Kata nodes of the cluster' : `Node pool ${poolName}`;
  if (!refusal) return passed('node-pool', `${what} can be verified now.`);
  return failed('node-pool', refusal.message, 'Name a Kata pool that has nodes and runs.');
}
