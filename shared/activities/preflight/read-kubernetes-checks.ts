import { formatClusterId } from '../../clusters/cluster-id.ts';
import { findPool } from '../../clusters/find-pool.ts';
import type { Failure } from '../../errors/failure.ts';
import { unprovableInWords, whyClusterUnprovable } from '../../isolation/provable-pools.ts';
import type { Ports } from '../../ports/ports.ts';
import { judgeCommandRights } from '../../preflight/azure/judge-rights.ts';
import { notChecked } from '../../preflight/check-rows.ts';
import { checkTransport, judgeTransport } from '../../preflight/judge-transport.ts';
import { judgeReach, judgeServedVersion } from '../../preflight/kubernetes/judge-reach.ts';
import { askedOfCluster, type ClusterCheckName, unanswered } from '../../preflight/kubernetes/open-checks.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { Reading } from '../../preflight/reading.ts';
import { askCluster } from './ask-cluster.ts';
import type { ClusterReading, PreflightOrder } from './preflight-order.ts';
import type { Read } from './read-within.ts';

/**
 * What the API server of the cluster says of a request. Where it cannot be reached, every question to it stays open. Writes
 * nothing, and never throws.
 */
export async function readKubernetesChecks(
  { trials, subscriptions, read }: Pick<Ports, 'trials' | 'subscriptions'> & { read: Read },
  order: PreflightOrder,
  reading: Promise<ClusterReading>,
): Promise<PreflightCheck[]> {
  const cluster = await reading;
  const silent = whySilent(cluster);
  if (silent) return [notChecked('api-server', silent, 'Check again when the cluster runs.')];
  const there = cluster.ok ? findPool(cluster.value?.pools, order.pool?.name ?? order.poolName ?? '') : undefined;
  const newPool = order.pool !== null && !there;
  const reached = await read(() => trials.readVersion(order.cluster));
  const reach = (await otherWay({ subscriptions, read }, cluster, order, reached)) ?? judgeReach(reached);
  if (!reached.ok) return [reach, ...open(order, newPool, reached.failure)];
  return [
    reach,
    judgeServedVersion(reached, newPool),
    ...(await askCluster({ trials, read }, order, { pool: order.pool ?? there ?? null, newPool })),
  ];
}

/** What the table says of a cluster that is reached by commands, or would be if it took any; null for every other one. */
async function otherWay(
  { subscriptions, read }: Pick<Ports, 'subscriptions'> & { read: Read },
  cluster: ClusterReading,
  order: PreflightOrder,
  reached: Reading<unknown>,
): Promise<PreflightCheck | null> {
  const { runCommand: policy = 'never' } = order.options;
  if (reached.ok || reached.failure.code !== 'ClusterUnreachable' || !cluster.ok || !cluster.value) return null;
  const { privateCluster, apiServer } = cluster.value;
  const authorizedRanges = (apiServer?.authorizedRanges.length ?? 0) > 0;
  const access = { privateCluster, authorizedRanges, runCommandDisabled: apiServer?.runCommandDisabled ?? false };
  const facts = { policy, access, unreached: reached.failure.message };
  const judged = judgeTransport(facts);
  if (judged.transport === 'run-command') {
    const id = formatClusterId(order.cluster);
    const rights = await read(async () => (await subscriptions.listRights(id)).rights);
    return judgeCommandRights(order.cluster.name, rights) ?? checkTransport(facts);
  }
  const isAboutCommands = judged.transport === null && judged.code === 'RunCommandDisabled';
  return isAboutCommands ? checkTransport(facts) : null;
}

/** A cluster that is not there, or stopped, answers nothing. */
function whySilent(cluster: ClusterReading): string | null {
  if (!cluster.ok) return null;
  if (cluster.value === null) return 'There is no cluster to ask.';
  const why = whyClusterUnprovable(cluster.value);
  return why && `The API server was not asked: the cluster ${unprovableInWords[why]}.`;
}

/** Every question that would have been asked. */
function open(order: PreflightOrder, newPool: boolean, failure: Failure): PreflightCheck[] {
  const { namespace } = order.options;
  const unasked: ClusterCheckName[] = [
    ...(namespace === null ? (['resource-quota', 'limit-range'] as const) : (['admission-of-namespace'] as const)),
    ...(newPool ? (['node-room'] as const) : []),
  ];
  const names = Object.keys(askedOfCluster) as ClusterCheckName[];
  return names.filter((name) => !unasked.includes(name)).map((name) => unanswered(name, failure));
}
