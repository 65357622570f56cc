import type { AgentPool, ContainerServiceClient } from '@azure/arm-containerservice';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { roleNames } from '../clusters/role-names.ts';
import { isOfRun } from '../clusters/run-tag.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { isStatus, parseRestError } from '../errors/parse-rest-error.ts';
import { lostRace, untilWritten } from '../errors/until-written.ts';
import { createRecentlyUsed } from '../plain/recently-used.ts';
import type { ClusterPage, CreatePoolOutcome, ManagedClusters } from '../ports/managed-clusters.ts';
import { comparePool } from '../preflight/compare-pool.ts';
import { type CompletePool, completePool } from '../preflight/complete-pool.ts';
import { judgePoolVersion } from '../preflight/judge-pool-version.ts';
import { type ArmAccess, callArm, createArmClient } from './arm-client.ts';
import { buildPool } from './build-pool.ts';
import { isMissing } from './classify-arm-error.ts';
import { liftQuarantine, quarantineRefusal } from './lift-quarantine.ts';
import { checkNext, toContinuation, toNextQuery } from './list-continuation.ts';
import { createRoundTripGuard } from './round-trip-guard.ts';
import { toClusterFacts, toPoolFacts } from './to-cluster-facts.ts';

const needsProvisioner = `it needs the role "${roleNames.provisioner}" on the cluster`;
const needsReconciler = `it needs the role "${roleNames.clusterReconciler}" on the cluster`;
const needsVerifier = `it needs the role "${roleNames.verifier}" or "${roleNames.provisioner}" there`;

/** Clients are kept for their tokens. A caller may name any number of subscriptions. */
const keptClients = 50;

/**
 * Few tries, because AKS throttles PUTs of a pool most of all (20 at once, then 1 a minute; Microsoft Learn, "Quotas,
 * virtual machine size restrictions, and region availability in AKS", throttling limits). After so many lost races a
 * later try of the workflow is better.
 */
const conditionalTries = 3;

type PoolRemoval = Awaited<ReturnType<ManagedClusters['removePool']>>;

/**
 * Clusters and node pools through Azure Resource Manager. Each method makes a request or two and never waits for an
 * operation to end. The SDK's pollers are asked only whether the request was accepted. Awaiting a poller would wait for
 * the operation. The workflow reads `provisioningState` instead, which survives restarts and expired operation URLs.
 */
export function createManagedClusters(access: ArmAccess): ManagedClusters {
  const clients = createRecentlyUsed<ContainerServiceClient>(keptClients);
  const clientOf = (subscriptionId: string): ContainerServiceClient => {
    const client = clients.get(subscriptionId) ?? createArmClient(access, subscriptionId);
    clients.set(subscriptionId, client);
    return client;
  };

  return {
    async readCluster(cluster) {
      const client = clientOf(cluster.subscriptionId);
      const found = await callArm(`read cluster ${cluster.name}: ${needsVerifier}`, (abortSignal) =>
        unlessMissing(client.managedClusters.get(cluster.resourceGroup, cluster.name, { abortSignal })),
      );
      return { cluster: found && toClusterFacts(found) };
    },

    async readPool(cluster, poolName) {
      const found = await readPool(clientOf(cluster.subscriptionId), cluster, poolName);
      return { pool: found && toPoolFacts(found) };
    },

    ensurePool: async (cluster, spec, runId) => ensurePool(clientOf(cluster.subscriptionId), cluster, spec, runId),

    removePool: async (cluster, poolName, runId) =>
      removePool(clientOf(cluster.subscriptionId), cluster, poolName, runId),

    liftQuarantine: async (cluster, poolName, eTag) =>
      liftQuarantine(
        createArmClient(access, cluster.subscriptionId, [createRoundTripGuard(quarantineRefusal)]),
        ...([cluster, poolName, eTag] as const),
      ),

    reconcileCluster: async (cluster) =>
      reconcileCluster(createArmClient(access, cluster.subscriptionId, [createRoundTripGuard()]), cluster),

    listClusterPage: async ({ subscriptionId, resourceGroup, continuation }) =>
      listClusterPage(clientOf(subscriptionId), subscriptionId, resourceGroup, continuation),
  };
}

async function listClusterPage(
  client: ContainerServiceClient,
  subscriptionId: string,
  resourceGroup: string | null,
  continuation: string | null,
): Promise<ClusterPage> {
  const { managedClusters } = client;
  const group = resourceGroup === null ? '' : `/resourceGroups/${encodeURIComponent(resourceGroup)}`;
  const path = `/subscriptions/${subscriptionId}${group}/providers/Microsoft.ContainerService/managedClusters`;
  // The SDK would follow a nextLink to any host. A path without a host keeps the request at our endpoint.
  const from = continuation === null ? {} : { continuationToken: `${path}?${toNextQuery(continuation)}` };
  const page = await callArm(`list clusters: ${needsVerifier}`, async (abortSignal) => {
    const pages =
      resourceGroup === null
        ? managedClusters.list({ abortSignal }).byPage(from)
        : managedClusters.listByResourceGroup(resourceGroup, { abortSignal }).byPage(from);
    return unlessMissing(pages.next());
  });
  if (!page || page.done) return { clusters: [], continuation: null };
  return {
    clusters: page.value.map(toClusterFacts),
    continuation: checkNext(toContinuation(page.value.continuationToken), continuation),
  };
}

function readPool(client: ContainerServiceClient, cluster: ClusterReference, poolName: string) {
  return callArm(`read node pools of ${cluster.name}: ${needsVerifier}`, (abortSignal) =>
    unlessMissing(client.agentPools.get(cluster.resourceGroup, cluster.name, poolName, { abortSignal })),
  );
}

async function ensurePool(
  client: ContainerServiceClient,
  cluster: ClusterReference,
  spec: PoolSpec,
  runId: string,
): Promise<CreatePoolOutcome> {
  const body = buildPool(await completeFromCluster(client, cluster, spec), runId);
  const ensure = async (): Promise<CreatePoolOutcome | typeof lostRace> => {
    if (await putNewPool(client, cluster, spec.name, body)) return { outcome: 'created' };
    const found = await readPool(client, cluster, spec.name);
    return found ? judgeExisting(found, spec, runId) : lostRace;
  };
  return untilWritten(`Node pool ${spec.name}`, ensure, conditionalTries);
}

/** Throws KubernetesVersionNotSupported where a PUT would only be accepted to fail, and ClusterNotFound. */
async function completeFromCluster(
  client: ContainerServiceClient,
  cluster: ClusterReference,
  spec: PoolSpec,
): Promise<CompletePool> {
  const found = await callArm(`read cluster ${cluster.name}: ${needsVerifier}`, (abortSignal) =>
    client.managedClusters.get(cluster.resourceGroup, cluster.name, { abortSignal }),
  );
  const facts = toClusterFacts(found);
  const refusal = judgePoolVersion(spec, facts);
  if (refusal) throw new KataproofError(refusal.code, refusal.message);
  return completePool(spec, facts);
}

/** Returns false when a pool of that name exists: If-None-Match stops the PUT from changing it. */
function putNewPool(client: ContainerServiceClient, cluster: ClusterReference, poolName: string, body: AgentPool) {
  return callArm(`create node pools in ${cluster.name}: ${needsProvisioner}`, async (abortSignal) => {
    try {
      const poller = client.agentPools.createOrUpdate(cluster.resourceGroup, cluster.name, poolName, body, {
        ifNoneMatch: '*',
        abortSignal,
      });
      await poller.submitted();
      return true;
    } catch (error) {
      if (isStatus(error, 412)) return false;
      throw error;
    }
  });
}

function judgeExisting(found: AgentPool, spec: PoolSpec, runId: string): CreatePoolOutcome {
  const pool = toPoolFacts(found);
  if (isOfRun(pool.tags, runId)) return { outcome: 'created' };
  if (pool.provisioningState.toLowerCase() === 'deleting')
    throw new KataproofError('OperationNotAllowed', `A node pool ${spec.name} is still being deleted.`);
  const differences = comparePool(pool, spec);
  return differences.length > 0 ? { outcome: 'existing-differs', differences } : { outcome: 'existing-matches' };
}

async function removePool(
  client: ContainerServiceClient,
  cluster: ClusterReference,
  poolName: string,
  runId: string,
): Promise<PoolRemoval> {
  const remove = async (): Promise<PoolRemoval | typeof lostRace> => {
    const found = await readPool(client, cluster, poolName);
    if (!found) return { state: 'absent' };
    const pool = toPoolFacts(found);
    if (!isOfRun(pool.tags, runId)) return { state: 'not-ours' };
    if (pool.provisioningState.toLowerCase() === 'deleting') return { state: 'removing' };
    if (pool.eTag === null)
      throw new KataproofError(
        'PreconditionFailed',
        `Azure did not tell the eTag of node pool ${poolName}, without which somebody else's could be deleted in its place.`,
      );
    return deletePool(client, cluster, poolName, pool.eTag);
  };
  return untilWritten(`Node pool ${poolName}`, remove, conditionalTries);
}

function deletePool(client: ContainerServiceClient, cluster: ClusterReference, poolName: string, ifMatch: string) {
  return callArm<PoolRemoval | typeof lostRace>(
    `delete node pools of ${cluster.name}: ${needsProvisioner}`,
    async (abortSignal) => {
      try {
        const poller = client.agentPools.delete(cluster.resourceGroup, cluster.name, poolName, {
          ifMatch,
          abortSignal,
        });
        await poller.submitted();
        return { state: 'removing' };
      } catch (error) {
        if (isStatus(error, 412)) return lostRace;
        if (isMissing(parseRestError(error, Date.now()))) return { state: 'absent' };
        throw error;
      }
    },
  );
}

async function reconcileCluster(
  client: ContainerServiceClient,
  cluster: ClusterReference,
): Promise<{ state: 'accepted' }> {
  const doing = `update cluster ${cluster.name}: ${needsReconciler}`;
  const found = await callArm(doing, (abortSignal) =>
    client.managedClusters.get(cluster.resourceGroup, cluster.name, { abortSignal }),
  );
  return callArm(doing, async (abortSignal) => {
    const poller = client.managedClusters.createOrUpdate(cluster.resourceGroup, cluster.name, found, {
      ...(found.eTag !== undefined && { ifMatch: found.eTag }),
      abortSignal,
    });
    await poller.submitted();
    return { state: 'accepted' };
  });
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(parseRestError(error, Date.now()))) return null;
    throw error;
  }
}
