import { findVmSize } from '../../compute/vm-sizes.ts';
import { resolveRunningVersion } from './kubernetes-versions.ts';
import type { AgentPool, ManagedCluster } from './managed-cluster.ts';
import { nodeImageVersion } from './node-image.ts';

/** Renders a pool as a resource of its own. */
export function renderAgentPool(cluster: ManagedCluster, pool: AgentPool): unknown {
  return {
    id: `/subscriptions/${cluster.subscriptionId}/resourcegroups/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster.name}/agentPools/${pool.name}`,
    name: pool.name,
    type: 'Microsoft.ContainerService/managedClusters/agentPools',
    properties: renderPoolProperties(pool),
  };
}

/** Renders a pool as a part of its cluster. */
export function renderAgentPoolProfile(pool: AgentPool): unknown {
  return { name: pool.name, ...renderPoolProperties(pool) };
}

function renderPoolProperties({ settings, provisioningState, provisioningError, eTag }: AgentPool) {
  const size = findVmSize(settings.vmSize);
  return {
    ...settings,
    provisioningState,
    powerState: { code: 'Running' },
    currentOrchestratorVersion: resolveRunningVersion(settings.orchestratorVersion) ?? settings.orchestratorVersion,
    ...(size && { nodeImageVersion: nodeImageVersion(settings, size) }),
    eTag,
    ...(provisioningError && { status: { provisioningError } }),
  };
}
