import type { AgentPool, ManagedCluster, ManagedClusterAgentPoolProfile } from '@azure/arm-containerservice';
import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';
import { pickOptions } from '../clusters/pool-options.ts';
import type { PoolPlacement } from '../clusters/pool-spec.ts';

type Pool = AgentPool | ManagedClusterAgentPoolProfile;

/** Stands for a text that ARM leaves out. */
const unknown = 'Unknown';

/** Converts a cluster, with its pools, from the SDK's model. */
export function toClusterFacts(cluster: ManagedCluster): ClusterFacts {
  return {
    id: cluster.id ?? '',
    location: cluster.location,
    provisioningState: cluster.provisioningState ?? unknown,
    powerState: toPowerState(cluster.powerState?.code),
    kubernetesVersion: cluster.currentKubernetesVersion ?? cluster.kubernetesVersion ?? unknown,
    privateCluster: cluster.apiServerAccessProfile?.enablePrivateCluster ?? false,
    localAccountsDisabled: cluster.disableLocalAccounts ?? false,
    nodeAutoProvisioning: cluster.nodeProvisioningProfile?.mode === 'Auto',
    ...(cluster.supportPlan && { supportPlan: cluster.supportPlan }),
    ...(cluster.networkProfile && {
      network: {
        plugin: cluster.networkProfile.networkPlugin ?? null,
        mode: cluster.networkProfile.networkPluginMode ?? null,
      },
    }),
    apiServer: {
      authorizedRanges: cluster.apiServerAccessProfile?.authorizedIPRanges ?? [],
      runCommandDisabled: cluster.apiServerAccessProfile?.disableRunCommand ?? false,
    },
    tags: withoutNulls(cluster.tags),
    eTag: cluster.eTag ?? null,
    pools: cluster.agentPoolProfiles?.map(toPoolFacts) ?? null,
  };
}

/** Converts a pool from the SDK's model, where a pool is a resource of its own or a part of its cluster. */
export function toPoolFacts(pool: Pool): PoolFacts {
  const error = pool.status?.provisioningError;
  return {
    name: pool.name ?? '',
    provisioningState: pool.provisioningState ?? unknown,
    provisioningError: error ? { code: error.code ?? unknown, message: error.message ?? '' } : null,
    powerState: toPowerState(pool.powerState?.code),
    count: pool.count ?? countMachines(pool),
    vmSizes: listed(pool.vmSize ? [pool.vmSize] : pool.virtualMachineNodesStatus?.map(({ size }) => size)),
    osSku: pool.osSKU ?? unknown,
    mode: pool.mode ?? unknown,
    workloadRuntime: pool.workloadRuntime ?? 'OCIContainer',
    kubernetesVersion: pool.currentOrchestratorVersion ?? pool.orchestratorVersion ?? null,
    placement: toPlacement(pool),
    options: pickOptions(pool),
    features: {
      fips: pool.enableFips ?? false,
      trustedLaunch: Boolean(pool.securityProfile?.enableSecureBoot || pool.securityProfile?.enableVtpm),
      artifactStreaming: pool.artifactStreamingProfile?.enabled ?? false,
    },
    nodeImageVersion: pool.nodeImageVersion ?? null,
    nodeTaints: pool.nodeTaints ?? [],
    nodeLabels: withoutNulls(pool.nodeLabels),
    zones: pool.availabilityZones ?? [],
    tags: withoutNulls(pool.tags),
    eTag: pool.eTag ?? null,
  };
}

function toPlacement(pool: Pool): PoolPlacement {
  const { vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost } = pool;
  const { maxSurge, maxUnavailable, drainTimeoutInMinutes, nodeSoakDurationInMinutes, undrainableNodeBehavior } =
    pool.upgradeSettings ?? {};
  const upgradeSettings = withValue({
    ...{ maxSurge, maxUnavailable, drainTimeoutInMinutes, nodeSoakDurationInMinutes, undrainableNodeBehavior },
  });
  return {
    ...withValue({ vnetSubnetID, podSubnetID, podIPAllocationMode, maxPods, osDiskType, enableEncryptionAtHost }),
    ...(Object.keys(upgradeSettings).length > 0 && { upgradeSettings }),
  };
}

/** The fields that have a value. ARM leaves out, or writes null or an empty text, where there is none. */
function withValue<T extends object>(fields: T): Partial<T> {
  const has = (value: unknown) => value !== undefined && value !== null && value !== '';
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => has(value))) as Partial<T>;
}

/** A map without the names whose value ARM does not tell. */
function withoutNulls(map: Record<string, string> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([, value]) => value !== null));
}

function toPowerState(code: string | undefined): 'Running' | 'Stopped' | 'Unknown' {
  return code === 'Running' || code === 'Stopped' ? code : unknown;
}

/**
 * A pool of type VirtualMachines has no size and no count of its own, but several sizes with a count for each. Null
 * when ARM leaves out one of the counts.
 */
function countMachines({ virtualMachineNodesStatus: machines }: Pool): number | null {
  return machines?.every(({ count }) => typeof count === 'number')
    ? machines.reduce((sum, { count = 0 }) => sum + count, 0)
    : null;
}

function listed(sizes: (string | undefined)[] | undefined): string[] {
  return [...new Set(sizes?.filter(Boolean))] as string[];
}
