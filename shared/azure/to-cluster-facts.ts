import type { AgentPool, ManagedCluster, ManagedClusterAgentPoolProfile } from '@azure/arm-containerservice';
import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';

/** What ARM leaves out is not known; nothing is guessed. */
const unknown = 'Unknown';

/** A cluster as ARM describes it, with its pools. */
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
    pools: (cluster.agentPoolProfiles ?? []).map(toPoolFacts),
  };
}

/** A pool, as its own resource or as part of its cluster. */
export function toPoolFacts(pool: AgentPool | ManagedClusterAgentPoolProfile): PoolFacts {
  const error = pool.status?.provisioningError;
  return {
    name: pool.name ?? '',
    provisioningState: pool.provisioningState ?? unknown,
    provisioningError: error ? { code: error.code ?? unknown, message: error.message ?? '' } : null,
    powerState: toPowerState(pool.powerState?.code),
    count: pool.count ?? null,
    vmSize: pool.vmSize ?? unknown,
    osSku: pool.osSKU ?? unknown,
    mode: pool.mode ?? unknown,
    workloadRuntime: pool.workloadRuntime ?? 'OCIContainer',
    nodeImageVersion: pool.nodeImageVersion ?? null,
    nodeTaints: pool.nodeTaints ?? [],
    tags: pool.tags ?? {},
    eTag: pool.eTag ?? null,
  };
}

function toPowerState(code: string | undefined): 'Running' | 'Stopped' | 'Unknown' {
  return code === 'Running' || code === 'Stopped' ? code : unknown;
}
