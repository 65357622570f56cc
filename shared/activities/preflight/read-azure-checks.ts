import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import { formatClusterId } from '../../clusters/cluster-id.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import { roleNames } from '../../clusters/role-names.ts';
import type { Failure } from '../../errors/failure.ts';
import type { Ports } from '../../ports/ports.ts';
import {
  judgeApiServerAccess,
  judgeClusterState,
  judgeLocalAccounts,
  judgeNodeAutoProvisioning,
  judgeOperations,
} from '../../preflight/azure/judge-cluster.ts';
import {
  isUsed,
  judgeAutoscaler,
  judgeCount,
  judgePoolName,
  judgeVerification,
  mostNodesOf,
} from '../../preflight/azure/judge-pool.ts';
import { judgeQuota } from '../../preflight/azure/judge-quota.ts';
import { judgePolicy, judgeRights, provisionerActions, verifierActions } from '../../preflight/azure/judge-rights.ts';
import { judgeSize } from '../../preflight/azure/judge-size.ts';
import { judgeSubnets } from '../../preflight/azure/judge-subnet.ts';
import { judgeVersion } from '../../preflight/azure/judge-version.ts';
import { judgeWishes } from '../../preflight/azure/judge-wishes.ts';
import { openChecks } from '../../preflight/azure/open-checks.ts';
import { completePool } from '../../preflight/complete-pool.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import { surgeOf } from '../../preflight/surge.ts';
import type { ClusterReading, PreflightOrder } from './preflight-order.ts';
import { readSubnets } from './read-subnets.ts';
import type { Read } from './read-within.ts';

type Asked = Pick<Ports, 'subscriptions'> & { read: Read };

/** What Azure Resource Manager says of a request. Never throws. */
export async function readAzureChecks(
  ports: Asked,
  order: PreflightOrder,
  reading: Promise<ClusterReading>,
): Promise<PreflightCheck[]> {
  const cluster = await reading;
  const state = judgeClusterState(order.cluster, cluster);
  const facts = cluster.ok ? cluster.value : null;
  const wishes = order.pool ? judgeWishes(order.wishes ?? {}, order.options.runtimeClassName, facts) : [];
  // A failed row says it all; one that is open must not leave out the others.
  if (!cluster.ok && state.outcome !== 'failed') return [state, ...unread(order, cluster.failure), ...wishes];
  if (!facts) return [state, ...wishes];
  const rest = order.pool
    ? await readForPool(ports, order, facts, order.pool)
    : await readForVerification(ports, order, facts);
  const cautions = [judgeLocalAccounts(facts), judgeApiServerAccess(facts)];
  return [state, judgeOperations(facts), ...rest, ...wishes, ...cautions];
}

/** What stays open of a cluster that Azure did not describe. */
function unread({ cluster, pool }: PreflightOrder, failure: Failure): PreflightCheck[] {
  const open = openChecks(cluster.name, pool !== null, failure);
  if (!pool) return open;
  const wanted = { vmSize: pool.vmSize, location: "the cluster's location", zones: pool.zones };
  return [...open, judgeAutoscaler(pool), ...judgeSize(wanted, { ok: false, failure })];
}

async function readForVerification(
  { subscriptions, read }: Asked,
  { cluster, poolName }: PreflightOrder,
  facts: ClusterFacts,
): Promise<PreflightCheck[]> {
  const rights = await read(async () => (await subscriptions.listRights(formatClusterId(cluster))).rights);
  const needed = {
    on: `cluster ${cluster.name}`,
    actions: verifierActions,
    role: roleNames.verifier,
    reading: rights,
  };
  return [
    judgeVerification(poolName, facts),
    judgeNodeAutoProvisioning(facts, false),
    judgeRights('azure-rights', [needed]),
  ];
}

/** Everything is asked at the same time. */
async function readForPool(
  { subscriptions, read }: Asked,
  { cluster }: PreflightOrder,
  facts: ClusterFacts,
  pool: PoolSpec,
): Promise<PreflightCheck[]> {
  const place = { subscriptionId: cluster.subscriptionId, location: facts.location };
  const whole = completePool(pool, facts);
  const [size, usages, versions, rights, policy, placed] = await Promise.all([
    read(async () => (await subscriptions.readVmSize(place, pool.vmSize)).size),
    read(async () => (await subscriptions.listVcpuUsages(place)).usages),
    read(async () => (await subscriptions.listKubernetesVersions(place)).versions),
    read(async () => (await subscriptions.listRights(formatClusterId(cluster))).rights),
    read(async () => (await subscriptions.listPolicyDenials(cluster, facts, pool)).denials),
    readSubnets({ subscriptions, read }, [whole]),
  ]);
  const wanted = { vmSize: pool.vmSize, location: facts.location, zones: pool.zones };
  // The nodes of a pool that is there have their version, quota and addresses.
  const used = isUsed(pool, facts.pools);
  const made = used ? { ...whole, count: 0, maxCount: undefined } : whole;
  const most = mostNodesOf(pool);
  const surge = surgeOf(used ? pool.count : most, whole.upgradeSettings?.maxSurge);
  const nodes = { size, count: made.count, atMost: used ? 0 : most, surge };
  const onCluster = { on: `cluster ${cluster.name}`, actions: provisionerActions, role: roleNames.provisioner };
  return [
    judgeVersion({ ...facts, supportPlan: facts.supportPlan, pool: used ? {} : pool }, versions),
    judgePoolName(pool, facts.pools),
    judgeCount(pool, facts.pools),
    judgeAutoscaler(pool),
    ...judgeSize(wanted, size),
    judgeQuota(facts.location, [nodes], usages),
    ...judgeSubnets(made, facts, placed.subnets),
    judgeNodeAutoProvisioning(facts, 'enableAutoScaling' in pool && pool.enableAutoScaling === true),
    judgeRights('azure-rights', [{ ...onCluster, reading: rights }]),
    judgeRights('subnet-rights', placed.rights),
    judgePolicy(policy),
  ];
}
