import { formatClusterId } from '../../clusters/cluster-id.ts';
import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../../clusters/pool-spec.ts';
import { roleNames } from '../../clusters/role-names.ts';
import type { Ports } from '../../ports/ports.ts';
import { judgeAutoscaler, judgeCount, mostNodesOf } from '../../preflight/azure/judge-pool.ts';
import { judgeQuota } from '../../preflight/azure/judge-quota.ts';
import { commandActions, creatorActions, judgePolicy, judgeRights } from '../../preflight/azure/judge-rights.ts';
import { judgeSize, judgeSystemSize } from '../../preflight/azure/judge-size.ts';
import { judgeNewSubnets } from '../../preflight/azure/judge-subnet.ts';
import { judgeVersion } from '../../preflight/azure/judge-version.ts';
import { judgeWishes } from '../../preflight/azure/judge-wishes.ts';
import { passed } from '../../preflight/check-rows.ts';
import { completePool } from '../../preflight/complete-pool.ts';
import { groundOfNewCluster } from '../../preflight/new-cluster/ground-of-new-cluster.ts';
import { isReachedByCommands, judgeClusterAccess } from '../../preflight/new-cluster/judge-cluster-access.ts';
import { judgePlace } from '../../preflight/new-cluster/judge-place.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import { surgeOf } from '../../preflight/surge.ts';
import type { PreflightOrder } from './preflight-order.ts';
import { readSubnets } from './read-subnets.ts';
import type { Read } from './read-within.ts';

type Asked = Pick<Ports, 'newClusters' | 'subscriptions'> & { read: Read };

/**
 * What can be known of a cluster that is to be made: its place, who gets in, and who reaches it; and what its location has
 * for it and its pools.
 */
export async function readNewClusterChecks(
  ports: Asked,
  order: Pick<PreflightOrder, 'cluster' | 'pool' | 'wishes' | 'options'>,
  newCluster: NewClusterSpec,
): Promise<PreflightCheck[]> {
  const { cluster, pool, wishes = {}, options } = order;
  const [place, offers] = await Promise.all([
    ports.read(() => ports.newClusters.readPlace(cluster)),
    pool ? readOffers(ports, order, newCluster, pool) : [],
  ]);
  return [
    judgePlace(cluster, place),
    ...judgeClusterAccess(newCluster, { pool, runCommand: options.runCommand ?? 'never' }),
    ...offers,
    ...judgeWishes(wishes, options.runtimeClassName, null),
  ];
}

async function readOffers(
  { subscriptions, read }: Asked,
  { cluster, options }: Pick<PreflightOrder, 'cluster' | 'options'>,
  newCluster: NewClusterSpec,
  pool: PoolSpec,
): Promise<PreflightCheck[]> {
  const { location, systemPool, kubernetesVersion, supportPlan, networkProfile } = newCluster;
  const network = { plugin: networkProfile.networkPlugin, mode: networkProfile.networkPluginMode };
  const place = { subscriptionId: cluster.subscriptionId, location };
  const group = formatClusterId(cluster).split('/').slice(0, 5).join('/');
  const whole = completePool(pool, groundOfNewCluster(newCluster));
  const [size, systemSize, usages, versions, rights, policy, placed] = await Promise.all([
    read(async () => (await subscriptions.readVmSize(place, pool.vmSize)).size),
    read(async () => (await subscriptions.readVmSize(place, systemPool.vmSize)).size),
    read(async () => (await subscriptions.listVcpuUsages(place)).usages),
    read(async () => (await subscriptions.listKubernetesVersions(place)).versions),
    read(async () => (await subscriptions.listRights(group)).rights),
    read(async () => (await subscriptions.listNewClusterDenials(cluster, newCluster, pool)).denials),
    readSubnets({ subscriptions, read }, [systemPool, whole]),
  ]);
  const atMost = mostNodesOf(pool);
  const nodes = { size, count: pool.count, atMost, surge: surgeOf(atMost, pool.upgradeSettings?.maxSurge) };
  const systemNodes = { size: systemSize, count: systemPool.count, atMost: systemPool.count, surge: 0 };
  const onGroup = { on: `resource group ${cluster.resourceGroup}`, reading: rights };
  const needed = [
    { ...onGroup, actions: creatorActions, role: roleNames.clusterCreator },
    ...(isReachedByCommands(newCluster, options.runCommand)
      ? [{ ...onGroup, actions: commandActions, role: roleNames.runCommand }]
      : []),
  ];
  return [
    kubernetesVersion === undefined
      ? passed('kubernetes-version', `The cluster gets the version that AKS gives new clusters in ${location}.`)
      : judgeVersion({ kubernetesVersion, location, supportPlan, isNew: true, pool }, versions),
    judgeCount(pool, []),
    judgeAutoscaler(pool),
    ...judgeSize({ vmSize: pool.vmSize, location, zones: pool.zones }, size),
    judgeSystemSize({ ...systemPool, location }, systemSize),
    judgeQuota(location, [nodes, systemNodes], usages),
    ...judgeNewSubnets([systemPool, whole], network, placed.subnets),
    judgeRights('azure-rights', needed),
    judgeRights('subnet-rights', placed.rights),
    judgePolicy(policy),
  ];
}
