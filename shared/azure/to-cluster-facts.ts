import type { AgentPool, ManagedCluster, ManagedClusterAgentPoolProfile } from '@azure/arm-containerservice';
import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';

type Pool = AgentPool | ManagedClusterAgentPoolProfile;

/** What ARM leaves out is not known; nothing is guessed. */
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
    tags: cluster.tags ?? {},
    eTag: cluster.eTag ?? null,
    pools: cluster.agentPoolProfiles?.map(toPoolFacts) ?? null,
  };
}

/** A pool, as its own resource or as part of its cluster. */
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
    nodeImageVersion: pool.nodeImageVersion ?? null,
    nodeTaints: pool.nodeTaints ?? [],
    nodeLabels: pool.nodeLabels ?? {},
    zones: pool.availabilityZones ?? [],
    tags: pool.tags ?? {},
    eTag: pool.eTag ?? null,
  };
}

function toPowerState(code: string | undefined): 'Running' | 'Stopped' | 'Unknown' {
  return code === 'Running' || code === 'Stopped' ? code : unknown;
}

/** A pool of type VirtualMachines has no size and no count of its own, but several sizes with a count each. */
function countMachines({ virtualMachineNodesStatus: machines }: Pool): number | null {
  return machines?.every(({ count }) => count !== undefined)
    ? machines.reduce((sum, { count = 0 }) => sum + count, 0)
    : null;
}

function listed(sizes: (string | undefined)[] | undefined): string[] {
  return [...new Set(sizes?.filter((size) => size !== undefined && size !== ''))] as string[];
}
