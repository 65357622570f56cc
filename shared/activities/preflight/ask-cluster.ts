import type { PoolFacts } from '../../clusters/cluster-facts.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import type { ClusterTrials } from '../../ports/cluster-trials.ts';
import { buildTrial } from '../../preflight/kubernetes/build-trial.ts';
import { listClusterRights } from '../../preflight/kubernetes/cluster-rights.ts';
import { judgeLimitRanges } from '../../preflight/kubernetes/judge-limit-ranges.ts';
import { judgeQuotas, noBoundsYet, type PairDemand } from '../../preflight/kubernetes/judge-quotas.ts';
import { judgeRights } from '../../preflight/kubernetes/judge-rights.ts';
import { judgeRoom } from '../../preflight/kubernetes/judge-room.ts';
import { judgeRuntimeClass } from '../../preflight/kubernetes/judge-runtime-class.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { PreflightOrder } from './preflight-order.ts';
import type { Read } from './read-within.ts';
import { tryPair } from './try-pair.ts';

interface Asked {
  trials: ClusterTrials;
  read: Read;
}

/** Nodes whose room is looked at: more of them would say the same, and take longer. */
const nodesLookedAt = 5;

/** The pool that is meant, as far as it is known, and whether it is to be made. */
export interface MeantPool {
  pool: Pick<PoolSpec | PoolFacts, 'name' | 'count' | 'nodeLabels' | 'nodeTaints'> | null;
  newPool: boolean;
}

/** Asks an API server that answers everything else, all at once. Writes nothing, and never throws. */
export async function askCluster(
  { trials, read }: Asked,
  order: PreflightOrder,
  { pool, newPool }: MeantPool,
): Promise<PreflightCheck[]> {
  const { cluster, options } = order;
  const { namespace, runtimeClassName, probeImage: image, parallelNodes } = options;
  const trial = buildTrial({ namespace, runtimeClassName, image, nodeTaints: pool?.nodeTaints ?? [] });
  const classRead = read(() => trials.readRuntimeClass(cluster, runtimeClassName));
  const roomRead = newPool ? null : read(() => trials.listRoom(cluster, pool?.name ?? null, nodesLookedAt));
  const [rights, runtimeClass, tried, bounds, room] = await Promise.all([
    read(() => trials.reviewRights(cluster, listClusterRights(namespace))),
    classRead,
    tryPair({ trials, read, cluster, namespace, trial }, classRead),
    namespace === null ? null : readBounds({ trials, read }, cluster, namespace),
    roomRead,
  ]);
  const pairs = Math.min(parallelNodes, pool?.count ?? parallelNodes);
  return [
    judgeRights(namespace, rights),
    judgeRuntimeClass(runtimeClassName, runtimeClass, { newPool, poolLabels: pool?.nodeLabels ?? {} }),
    ...tried.checks,
    ...judgeBounds(namespace, bounds, { pods: tried.resources, pairs }, trial),
    ...(room ? [judgeRoom(room, tried.resources)] : []),
  ];
}

async function readBounds({ trials, read }: Asked, cluster: PreflightOrder['cluster'], namespace: string) {
  const [quotas, ranges] = await Promise.all([
    read(() => trials.listQuotas(cluster, namespace)),
    read(() => trials.listLimitRanges(cluster, namespace)),
  ]);
  return { quotas, ranges };
}

function judgeBounds(
  namespace: string | null,
  bounds: Awaited<ReturnType<typeof readBounds>> | null,
  demand: PairDemand,
  { jobs }: ReturnType<typeof buildTrial>,
): PreflightCheck[] {
  if (namespace === null || !bounds) return [noBoundsYet('resource-quota'), noBoundsYet('limit-range')];
  const spec = jobs.ordinary.spec?.template.spec ?? { containers: [] };
  return [judgeQuotas(namespace, bounds.quotas, demand), judgeLimitRanges(namespace, bounds.ranges, spec)];
}
