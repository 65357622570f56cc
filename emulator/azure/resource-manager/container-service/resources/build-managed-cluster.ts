import { createHash, randomUUID } from 'node:crypto';
import { ArmError, aksError } from '../../protocol/arm-error.ts';
import { findLocation, locations } from '../../subscriptions/locations.ts';
import { type AgentPoolSettings, buildAgentPool } from './build-agent-pool.ts';
import {
  defaultKubernetesVersion,
  needsLongTermSupport,
  resolveKubernetesVersion,
  resolveRunningVersion,
} from './kubernetes-versions.ts';
import { type AgentPool, clusterKey, type ManagedCluster } from './managed-cluster.ts';
import type { ManagedClusterBody, ManagedClusterProperties } from './managed-cluster-schema.ts';
import { maxAgentPools } from './render-managed-cluster.ts';
import { validateAgentPool } from './validate-agent-pool.ts';
import { validateManagedCluster } from './validate-managed-cluster.ts';
import { chooseSubnet } from './validate-placement.ts';

/** Only the service writes these properties. They are ignored when a client sends back what it has read. */
const readOnly = [
  'provisioningState',
  'powerState',
  'currentKubernetesVersion',
  'fqdn',
  'privateFQDN',
  'azurePortalFQDN',
  'maxAgentPools',
  'agentPoolProfiles',
  'identityProfile',
  'resourceUID',
  'status',
];

export interface ClusterPlace {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/**
 * Builds the cluster that a PUT asks for, in state Creating. With `existsAlready` it may run a version that no new cluster
 * can have. Throws the errors of ARM and AKS for a cluster that is not allowed.
 */
export function buildManagedCluster(
  body: ManagedClusterBody,
  place: ClusterPlace,
  nowMs: number,
  existsAlready = false,
): ManagedCluster {
  const location = requireLocation(body.location);
  if (!/^[a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?$/.test(place.name))
    throw aksError(400, 'InvalidParameter', `The name '${place.name}' is no name for a cluster.`, 'name');
  const asked = body.properties ?? {};
  // Azure's CLI sends an empty string when the user gives no version.
  const kubernetesVersion = asked.kubernetesVersion || defaultKubernetesVersion;
  const resolve = existsAlready ? resolveRunningVersion : resolveKubernetesVersion;
  const currentKubernetesVersion = resolve(kubernetesVersion);
  if (currentKubernetesVersion === null)
    throw aksError(
      400,
      'K8sVersionNotSupported',
      `Managed cluster ${place.name} is on version ${kubernetesVersion}, which is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region.`,
    );
  const isLongTerm = asked['supportPlan'] === 'AKSLongTermSupport';
  if (!existsAlready && !isLongTerm && needsLongTermSupport(currentKubernetesVersion))
    throw aksError(
      400,
      'K8sVersionNotSupported',
      `Managed cluster ${place.name} is on version ${currentKubernetesVersion}, which is only available for Long-Term Support (LTS). If you intend to onboard to LTS, please ensure the cluster is in Premium tier and LTS support plan.`,
    );
  const cluster: ManagedCluster = {
    ...place,
    location,
    tags: body.tags ?? {},
    sku: { name: 'Base', tier: 'Free', ...body.sku },
    identity: body.identity ?? { type: 'SystemAssigned' },
    properties: { enableRBAC: true, disableLocalAccounts: false, ...settableProperties(asked), kubernetesVersion },
    currentKubernetesVersion,
    hostId: createHash('sha256').update(clusterKey(place)).digest('hex').slice(0, 8),
    provisioningState: 'Creating',
    provisioningError: null,
    eTag: randomUUID(),
    pools: [],
    pendingWrite: null,
    createdAtMs: nowMs,
    wayIn: true,
  };
  cluster.pools = buildPools(cluster, asked.agentPoolProfiles, existsAlready);
  if (!existsAlready) validateManagedCluster(cluster);
  return cluster;
}

/** Returns the properties without those that only the service writes. */
export function settableProperties(asked: ManagedClusterProperties): ManagedClusterProperties {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => !readOnly.includes(name)));
}

type Profiles = NonNullable<ManagedClusterBody['properties']>['agentPoolProfiles'];

/**
 * Returns the new settings of the pools that a PUT of an existing cluster names. Throws AKS's 400 when the PUT would
 * add a pool.
 */
export function changedPools(cluster: ManagedCluster, profiles: Profiles): Map<AgentPool, AgentPoolSettings> {
  const changes = new Map<AgentPool, AgentPoolSettings>();
  for (const profile of profiles ?? []) {
    const pool = cluster.pools.find((candidate) => candidate.name === profile.name);
    if (!pool)
      throw aksError(
        400,
        'BadRequest',
        'A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api',
        'agentPoolProfiles',
      );
    const settings = buildAgentPool(profile, pool.settings, pool.settings.orchestratorVersion);
    validate(cluster, pool.name, settings, settings.orchestratorVersion === pool.settings.orchestratorVersion);
    changes.set(pool, settings);
  }
  return changes;
}

function buildPools(cluster: ManagedCluster, profiles: Profiles, existsAlready: boolean): AgentPool[] {
  if (!profiles?.length)
    throw aksError(
      400,
      'InvalidParameter',
      'Required parameter agentPoolProfiles is missing (null).',
      'agentPoolProfiles',
    );
  if (profiles.length > maxAgentPools)
    throw aksError(
      400,
      'MaxAgentPoolCountReached',
      `The maximum of ${maxAgentPools} agent pools a cluster is exceeded.`,
    );
  const version = cluster.properties.kubernetesVersion ?? cluster.currentKubernetesVersion;
  const pools = profiles.map((profile) => {
    const settings = buildAgentPool(profile, null, version);
    validate(cluster, profile.name, settings, existsAlready);
    return {
      name: profile.name,
      settings,
      provisioningState: 'Creating',
      provisioningError: null,
      eTag: randomUUID(),
      nodesRegistered: false,
    };
  });
  if (new Set(pools.map((pool) => pool.name)).size < pools.length)
    throw aksError(400, 'InvalidParameter', 'The names of agentPoolProfiles must be unique.', 'agentPoolProfiles');
  for (const [index, pool] of pools.entries()) chooseSubnet(pool.settings.vnetSubnetID, pools.slice(0, index));
  if (!pools.some((pool) => pool.settings.mode === 'System'))
    throw aksError(400, 'BadRequest', 'Must define at least one system pool.', 'agentPoolProfiles');
  return pools;
}

function validate(cluster: ManagedCluster, name: string, settings: AgentPoolSettings, keepsVersion: boolean): void {
  const { location, currentKubernetesVersion: controlPlaneVersion } = cluster;
  validateAgentPool(name, settings, { location, controlPlaneVersion, keepsVersion });
}

function requireLocation(name: string | undefined): string {
  if (!name) throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  const location = findLocation(name);
  if (!location)
    throw new ArmError(
      400,
      'LocationNotAvailableForResourceType',
      `The provided location '${name}' is not available for resource type 'Microsoft.ContainerService/managedClusters'. List of available regions for the resource type is '${locations.map((candidate) => candidate.name).join(',')}'.`,
    );
  return location.name;
}
