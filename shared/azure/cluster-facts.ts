import type { AgentPool, ManagedCluster, ManagedClusterAgentPoolProfile } from '@azure/arm-containerservice';
import type { ClusterFacts, PoolFacts } from '../clusters/cluster-facts.ts';

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
    tags: cluster.tags ?? {},
    eTag: cluster.eTag ?? null,
    pools: (cluster.agentPoolProfiles ?? []).map(toPoolFacts),
  };
}

/** Converts a pool from the SDK's model, where a pool is a resource of its own or a part of its cluster. */
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
