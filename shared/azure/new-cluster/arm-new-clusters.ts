import type { ContainerServiceClient, ManagedCluster } from '@azure/arm-containerservice';
import type { ClusterReference } from '../../clusters/cluster-reference.ts';
import type { NewClusterSight } from '../../clusters/judge-cluster-creation.ts';
import type { NewClusterSpec } from '../../clusters/new-cluster-spec.ts';
import { roleNames } from '../../clusters/role-names.ts';
import { isOfRun } from '../../clusters/run-tag.ts';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { isStatus, parseRestError } from '../../errors/parse-rest-error.ts';
import { lostRace, untilWritten } from '../../errors/until-written.ts';
import type { ClusterPlace, NewClusters } from '../../ports/new-clusters.ts';
import { type ArmAccess, callArm, createArmClient } from '../arm-client.ts';
import { isMissing } from '../classify-arm-error.ts';
import { toClusterFacts } from '../to-cluster-facts.ts';
import { buildCluster } from './build-cluster.ts';

const needsCreator = `it needs the role "${roleNames.clusterCreator}" on the resource group`;
const needsProvisioner = `it needs the role "${roleNames.provisioner}" on the resource group`;

/** As few as for pools: AKS throttles PUTs of a cluster alike. */
const conditionalTries = 3;

type Removal = Awaited<ReturnType<NewClusters['removeCluster']>>;
type Creation = Awaited<ReturnType<NewClusters['ensureCluster']>>;

/**
 * New clusters through Azure Resource Manager. As with pools, pollers are asked only whether a request was accepted, and the
 * workflow reads the state of the resource.
 */
export function createNewClusters(access: ArmAccess): NewClusters {
  const clientOf = ({ subscriptionId }: ClusterReference) => createArmClient(access, subscriptionId);
  return {
    async readPlace(cluster) {
      const found = await lookUp(clientOf(cluster), cluster);
      return { place: typeof found === 'string' ? found : 'taken' };
    },
    async readNewCluster(cluster, runId) {
      const found = await lookUp(clientOf(cluster), cluster);
      return typeof found === 'string' ? { state: 'absent' } : toSight(found, runId);
    },
    ensureCluster: async (cluster, spec, runId) => ensureCluster(clientOf(cluster), cluster, spec, runId),
    removeCluster: async (cluster, runId) => removeCluster(clientOf(cluster), cluster, runId),
  };
}

/** Reads the cluster, or says why there is none. ARM tells a missing group from a missing cluster by its code. */
function lookUp(
  client: ContainerServiceClient,
  cluster: ClusterReference,
): Promise<ManagedCluster | Exclude<ClusterPlace, 'taken'>> {
  return callArm(`read cluster ${cluster.name}: ${needsProvisioner}`, async (abortSignal) => {
    try {
      return await client.managedClusters.get(cluster.resourceGroup, cluster.name, { abortSignal });
    } catch (error) {
      const code = missingCode(error);
      if (code === null || /^Subscription/i.test(code)) throw error;
      return /^ResourceGroup/i.test(code) ? 'no-resource-group' : 'free';
    }
  });
}

/** ARM's code for what does not exist; null for every other error. */
function missingCode(error: unknown): string | null {
  const facts = parseRestError(error, Date.now());
  return isMissing(facts) && facts.kind === 'answered' ? facts.code : null;
}

function toSight(found: ManagedCluster, runId: string): NewClusterSight {
  const { tags, provisioningState, pools } = toClusterFacts(found);
  if (!isOfRun(tags, runId)) return { state: 'not-ours' };
  const own = found.status?.provisioningError;
  const provisioningError = own
    ? { code: own.code ?? 'ClusterFailed', message: own.message ?? '' }
    : (pools?.find((pool) => pool.provisioningError)?.provisioningError ?? null);
  return { state: 'there', provisioningState, provisioningError };
}

async function ensureCluster(
  client: ContainerServiceClient,
  cluster: ClusterReference,
  spec: NewClusterSpec,
  runId: string,
): Promise<Creation> {
  const body = buildCluster(cluster.name, spec, runId);
  const ensure = async (): Promise<Creation | typeof lostRace> => {
    if (await putNewCluster(client, cluster, body)) return { outcome: 'created' };
    const found = await lookUp(client, cluster);
    return typeof found === 'string' ? lostRace : judgeExisting(found, cluster, runId);
  };
  return untilWritten(`Cluster ${cluster.name}`, ensure, conditionalTries);
}

/** Returns false when a cluster of that name exists: If-None-Match stops the PUT from changing it. */
function putNewCluster(client: ContainerServiceClient, cluster: ClusterReference, body: ManagedCluster) {
  const { resourceGroup, name } = cluster;
  return callArm(`create clusters in ${resourceGroup}: ${needsCreator}`, async (abortSignal) => {
    try {
      const options = { ifNoneMatch: '*', abortSignal };
      await client.managedClusters.createOrUpdate(resourceGroup, name, body, options).submitted();
      return true;
    } catch (error) {
      if (isStatus(error, 412)) return false;
      if (/^ResourceGroup/i.test(missingCode(error) ?? ''))
        throw new KataproofError('ResourceGroupNotFound', absentGroup(cluster));
      throw error;
    }
  });
}

function absentGroup({ resourceGroup, subscriptionId }: ClusterReference): string {
  return `There is no resource group ${resourceGroup} in subscription ${subscriptionId}, or this app may not see it. This app makes none.`;
}

function judgeExisting(found: ManagedCluster, { name }: ClusterReference, runId: string): Creation {
  const { tags, provisioningState } = toClusterFacts(found);
  if (isOfRun(tags, runId)) return { outcome: 'created' };
  if (provisioningState.toLowerCase() === 'deleting')
    throw new KataproofError('OperationNotAllowed', `A cluster ${name} is still being deleted.`);
  return { outcome: 'taken' };
}

async function removeCluster(
  client: ContainerServiceClient,
  cluster: ClusterReference,
  runId: string,
): Promise<Removal> {
  const remove = async (): Promise<Removal | typeof lostRace> => {
    const found = await lookUp(client, cluster);
    if (typeof found === 'string') return { state: 'absent' };
    const { tags, provisioningState, eTag } = toClusterFacts(found);
    if (!isOfRun(tags, runId)) return { state: 'not-ours' };
    if (provisioningState.toLowerCase() === 'deleting') return { state: 'removing' };
    if (eTag === null)
      throw new KataproofError(
        'NotOurs',
        `Cluster ${cluster.name} has no eTag, without which somebody else's could be deleted in its place: delete it yourself.`,
      );
    return deleteCluster(client, cluster, eTag);
  };
  return untilWritten(`Cluster ${cluster.name}`, remove, conditionalTries);
}

function deleteCluster(client: ContainerServiceClient, { resourceGroup, name }: ClusterReference, ifMatch: string) {
  return callArm<Removal | typeof lostRace>(`delete cluster ${name}: ${needsCreator}`, async (abortSignal) => {
    try {
      await client.managedClusters.delete(resourceGroup, name, { ifMatch, abortSignal }).submitted();
      return { state: 'removing' };
    } catch (error) {
      if (isStatus(error, 412)) return lostRace;
      if (missingCode(error) !== null) return { state: 'absent' };
      throw error;
    }
  });
}
