import { type AllowedScopes, isAllowed, outsideScopes, partsOf, type Scope } from '../clusters/allowed-scopes.ts';
import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { formatClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { mayReferTo } from '../clusters/resource-scopes.ts';
import { toFailure } from '../errors/failure.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { chunks } from '../plain/chunks.ts';
import type { ClusterAddresses } from '../ports/cluster-addresses.ts';
import type { ClusterCommands } from '../ports/cluster-commands.ts';
import type { ClusterConnections, ClusterPage, ManagedClusters } from '../ports/managed-clusters.ts';
import type { NewClusters } from '../ports/new-clusters.ts';
import type { SubscriptionLocation, Subscriptions } from '../ports/subscriptions.ts';

/**
 * Keeps Azure Resource Manager to the allowed scopes: a call about any other cluster throws ScopeNotAllowed before
 * anything is sent. A list of a subscription or a group of which only a part is allowed asks for that part alone.
 */
export function clustersWithin(clusters: ManagedClusters, scopes: AllowedScopes): ManagedClusters {
  if (scopes === null) return clusters;
  return {
    readCluster: async (cluster) => clusters.readCluster(within(scopes, cluster)),
    readPool: async (cluster, poolName) => clusters.readPool(within(scopes, cluster), poolName),
    ensurePool: async (cluster, spec, runId) => clusters.ensurePool(within(scopes, cluster), spec, runId),
    removePool: async (cluster, poolName, runId) => clusters.removePool(within(scopes, cluster), poolName, runId),
    liftQuarantine: async (cluster, poolName, eTag) => clusters.liftQuarantine(within(scopes, cluster), poolName, eTag),
    reconcileCluster: async (cluster) => clusters.reconcileCluster(within(scopes, cluster)),
    listClusterPage: async (page) => listPart(clusters, scopes, page),
  };
}

/** The same for new clusters, which may be made in the allowed scopes alone. */
export function newClustersWithin(clusters: NewClusters, scopes: AllowedScopes): NewClusters {
  return {
    readPlace: async (cluster) => clusters.readPlace(within(scopes, cluster)),
    readNewCluster: async (cluster, runId) => clusters.readNewCluster(within(scopes, cluster), runId),
    ensureCluster: async (cluster, spec, runId) => clusters.ensureCluster(within(scopes, cluster), spec, runId),
    removeCluster: async (cluster, runId) => clusters.removeCluster(within(scopes, cluster), runId),
  };
}

/** Keeps connections to API servers to the allowed scopes: any other cluster's throws ScopeNotAllowed. */
export function connectionsWithin(connections: ClusterConnections, scopes: AllowedScopes): ClusterConnections {
  return { openConnection: async (cluster) => connections.openConnection(within(scopes, cluster)) };
}

/** Keeps addresses to the allowed scopes: any other cluster's throws ScopeNotAllowed. */
export function addressesWithin(addresses: ClusterAddresses, scopes: AllowedScopes): ClusterAddresses {
  return { readAddress: async (cluster) => addresses.readAddress(within(scopes, cluster)) };
}

/** Keeps commands to the allowed scopes: in any other cluster they throw ScopeNotAllowed. */
export function commandsWithin(commands: ClusterCommands, scopes: AllowedScopes): ClusterCommands {
  return {
    readAccess: async (cluster) => commands.readAccess(within(scopes, cluster)),
    openChannel: async (cluster) => commands.openChannel(within(scopes, cluster)),
  };
}

/**
 * Keeps what is asked of subscriptions to those in which something is allowed: sizes, quotas and versions belong to the
 * whole subscription, subnets often to another group of it, or to the `further` ones that may be referred to. Anything else
 * throws ScopeNotAllowed.
 */
export function subscriptionsWithin(
  subscriptions: Subscriptions,
  scopes: AllowedScopes,
  further: readonly string[] = [],
): Subscriptions {
  if (scopes === null) return subscriptions;
  const inside = (id: string) => {
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? '';
    if (mayReferTo(scopes, further, id)) return id;
    if (partsOf(scopes, { subscriptionId, resourceGroup: null, clusterName: null }).length > 0) return id;
    throw new KataproofError('ScopeNotAllowed', `${id} is outside the scopes that this app may touch.`);
  };
  const placed = <P extends SubscriptionLocation>(place: P) => {
    inside(`/subscriptions/${place.subscriptionId}`);
    return place;
  };
  return {
    readVmSize: async (place, vmSize) => subscriptions.readVmSize(placed(place), vmSize),
    listVcpuUsages: async (place) => subscriptions.listVcpuUsages(placed(place)),
    listKubernetesVersions: async (place) => subscriptions.listKubernetesVersions(placed(place)),
    readSubnet: async (id) => subscriptions.readSubnet(inside(id)),
    listRights: async (id) => subscriptions.listRights(inside(id)),
    listPolicyDenials: async (cluster, facts, pool) =>
      subscriptions.listPolicyDenials(within(scopes, cluster), facts, pool),
    listNewClusterDenials: async (cluster, newCluster, pool) =>
      subscriptions.listNewClusterDenials(within(scopes, cluster), newCluster, pool),
  };
}

function within(scopes: AllowedScopes, cluster: ClusterReference): ClusterReference {
  if (!isAllowed(scopes, cluster)) throw new KataproofError('ScopeNotAllowed', outsideScopes(cluster));
  return cluster;
}

/** Single clusters in one page, and those that are read at the same time. */
const pageSize = 20;
const atOnce = 5;

/**
 * Lists one page of what is allowed: group after group, then the single clusters, which are read one by one. The
 * continuation is the number of the part, or of the first cluster, before the one that Azure gave.
 */
async function listPart(
  clusters: ManagedClusters,
  scopes: AllowedScopes,
  { subscriptionId, resourceGroup, continuation }: Parameters<ManagedClusters['listClusterPage']>[0],
): Promise<ClusterPage> {
  const parts = partsOf(scopes, { subscriptionId, resourceGroup, clusterName: null });
  const lists = parts.filter(({ clusterName }) => clusterName === null);
  const singles = parts.flatMap(toReference);
  const at = parseContinuation(continuation);
  const list = lists[at.index];
  if (!list) return readSingles(clusters, singles, lists.length, at.index);
  const place = { subscriptionId, resourceGroup: list.resourceGroup };
  const page = await clusters.listClusterPage({ ...place, continuation: at.inner });
  if (page.continuation !== null) return { ...page, continuation: `${at.index}.${page.continuation}` };
  const isLast = at.index + 1 >= lists.length + singles.length;
  return { ...page, continuation: isLast ? null : `${at.index + 1}.` };
}

async function readSingles(
  clusters: ManagedClusters,
  singles: ClusterReference[],
  before: number,
  index: number,
): Promise<ClusterPage> {
  const first = index - before;
  const found: ClusterFacts[] = [];
  for (const batch of chunks(singles.slice(first, first + pageSize), atOnce))
    found.push(...(await Promise.all(batch.map((cluster) => readSingle(clusters, cluster)))).flat());
  const next = index + pageSize;
  return { clusters: found, continuation: next < before + singles.length ? `${next}.` : null };
}

/** One cluster that may not be read must not take the others of its page with it: its visit tells what is wrong. */
async function readSingle(clusters: ManagedClusters, cluster: ClusterReference): Promise<ClusterFacts[]> {
  try {
    const read = await clusters.readCluster(cluster);
    return read.cluster ? [read.cluster] : [];
  } catch (error) {
    const { code, retryable } = toFailure(error);
    if (retryable && code !== 'Forbidden') throw error;
    return [{ ...unread, id: formatClusterId(cluster) }];
  }
}

const unread: Omit<ClusterFacts, 'id'> = {
  location: '',
  provisioningState: 'Unknown',
  powerState: 'Unknown',
  kubernetesVersion: 'Unknown',
  privateCluster: false,
  localAccountsDisabled: false,
  nodeAutoProvisioning: false,
  tags: {},
  eTag: null,
  pools: null,
};

function toReference({ subscriptionId, resourceGroup, clusterName }: Scope): ClusterReference[] {
  return resourceGroup !== null && clusterName !== null ? [{ subscriptionId, resourceGroup, name: clusterName }] : [];
}

function parseContinuation(continuation: string | null): { index: number; inner: string | null } {
  if (continuation === null) return { index: 0, inner: null };
  const [, index, inner] = /^(\d{1,6})\.(.*)$/s.exec(continuation) ?? [];
  if (index === undefined)
    throw new KataproofError('InvalidContinuation', 'The continuation is not one that a page of this list gave.');
  return { index: Number(index), inner: inner || null };
}
