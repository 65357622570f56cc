import { randomUUID } from 'node:crypto';
import type { WireResponse } from '../../../../http/exchange.ts';
import type { OperationPlan } from '../../operations/create-operations.ts';
import { operationHeaders } from '../../operations/operation-routes.ts';
import { aksError } from '../../protocol/arm-error.ts';
import { checkPreconditions } from '../../protocol/check-preconditions.ts';
import { param, type RouteCall } from '../../protocol/match-route.ts';
import { type ContainerService, requireParentCluster } from '../container-service.ts';
import { type AgentPoolProperties, parseAgentPoolBody } from '../resources/agent-pool-schema.ts';
import { type AgentPoolSettings, buildAgentPool } from '../resources/build-agent-pool.ts';
import { type AgentPool, findPool, type ManagedCluster } from '../resources/managed-cluster.ts';
import { missingNodeImage } from '../resources/node-image.ts';
import { renderAgentPool } from '../resources/render-agent-pool.ts';
import { maxAgentPools } from '../resources/render-managed-cluster.ts';
import { validateAgentPool } from '../resources/validate-agent-pool.ts';
import { chooseSubnet } from '../resources/validate-placement.ts';
import { durations } from './durations.ts';
import { assertNoPendingWrite } from './pending-write.ts';
import { requireQuota } from './require-quota.ts';

/**
 * Answers 201 for a new pool and 200 for a change, both with Azure-AsyncOperation only. Throws ArmError and changes
 * nothing when AKS would refuse.
 */
export function putAgentPool(service: ContainerService, call: RouteCall): WireResponse {
  const cluster = requireParentCluster(service, call, 'write');
  const name = param(call, 'pool');
  const existing = findPool(cluster, name);
  const asked = parseAgentPoolBody(call.body);
  service.faults.beforePoolWrite(call, asked);
  checkPreconditions('PUT', call.headers, existing?.eTag ?? null);
  const version = cluster.properties.kubernetesVersion ?? cluster.currentKubernetesVersion;
  const settings = buildAgentPool(asked, existing?.settings ?? null, version);
  if (existing) assertChangeable(existing.settings, settings);
  const keepsVersion = settings.orchestratorVersion === existing?.settings.orchestratorVersion;
  const { location, currentKubernetesVersion: controlPlaneVersion } = cluster;
  validateAgentPool(name, settings, { location, controlPlaneVersion, keepsVersion });
  const subnet = existing ? settings.vnetSubnetID : chooseSubnet(settings.vnetSubnetID, cluster.pools);
  if (subnet !== undefined) settings.vnetSubnetID = subnet;
  if (!existing && cluster.pools.length >= maxAgentPools)
    throw aksError(
      400,
      'MaxAgentPoolCountReached',
      `The maximum of ${maxAgentPools} agent pools a cluster is reached.`,
    );
  service.faults.beforeWrite(cluster);
  assertNoPendingWrite(cluster);
  requireQuota(service.quota, cluster, settings, existing?.settings.count ?? 0);
  return existing
    ? changePool(service, call, cluster, existing, settings)
    : addPool(service, call, cluster, name, settings);
}

function addPool(
  service: ContainerService,
  call: RouteCall,
  cluster: ManagedCluster,
  name: string,
  settings: AgentPoolSettings,
): WireResponse {
  const pool: AgentPool = {
    name,
    settings,
    provisioningState: 'Creating',
    provisioningError: null,
    eTag: randomUUID(),
    nodesRegistered: false,
  };
  cluster.pools.push(pool);
  return accept(service, call, cluster, pool, 201, planCreation(service, cluster, pool));
}

function changePool(
  service: ContainerService,
  call: RouteCall,
  cluster: ManagedCluster,
  pool: AgentPool,
  settings: AgentPoolSettings,
): WireResponse {
  const scales = settings.count !== pool.settings.count;
  Object.assign(pool, {
    settings,
    eTag: randomUUID(),
    provisioningState: scales ? 'Scaling' : 'Updating',
    provisioningError: null,
  });
  if (!pool.nodesRegistered) return accept(service, call, cluster, pool, 200, planCreation(service, cluster, pool));
  const stages = [{ afterMs: durations.updatePool.nodes, run: () => service.nodes.register(cluster, pool) }];
  return accept(service, call, cluster, pool, 200, {
    stages,
    endsAfterMs: durations.updatePool.end,
    end() {
      pool.provisioningState = 'Succeeded';
    },
  });
}

function accept(
  service: ContainerService,
  call: RouteCall,
  cluster: ManagedCluster,
  pool: AgentPool,
  status: number,
  plan: OperationPlan,
): WireResponse {
  const operation = service.operations.start(cluster, {
    ...plan,
    end(error) {
      cluster.pendingWrite = null;
      plan.end(error);
    },
  });
  cluster.pendingWrite = { operation, scope: 'agentpool', poolName: pool.name, verb: pool.provisioningState };
  const headers = operationHeaders(call.url.origin, operation, false);
  return { status, headers, body: renderAgentPool(cluster, pool) };
}

/**
 * For a pool that has no nodes yet. The nodes register shortly before the operation ends. When the pool fails, they
 * never register.
 */
function planCreation(service: ContainerService, cluster: ManagedCluster, pool: AgentPool): OperationPlan {
  const error =
    service.faults.poolOperationError() ?? missingNodeImage(pool.settings, cluster.currentKubernetesVersion);
  const nodes = pool.settings.count;
  const progress = (done: number) => `CreatingAgentPools: ${done}/${nodes} nodes completed`;
  const end: OperationPlan['end'] = (failure) => {
    pool.provisioningState = failure ? 'Failed' : 'Succeeded';
    pool.provisioningError = failure;
  };
  if (error) {
    const { agentPools, end: endsAfterMs } = durations.failPool;
    return { stages: [{ afterMs: agentPools, status: progress(0) }], endsAfterMs, error, end };
  }
  const { agentPools, nodes: nodesAfterMs, nodesCompleted, end: endsAfterMs } = durations.createPool;
  return {
    stages: [
      { afterMs: agentPools, status: progress(0) },
      { afterMs: nodesAfterMs, run: () => service.nodes.register(cluster, pool) },
      { afterMs: nodesCompleted, status: progress(nodes) },
    ],
    endsAfterMs,
    end,
  };
}

/** These properties of a pool cannot change after its creation. */
const fixed = [
  'vmSize',
  'workloadRuntime',
  'osType',
  'type',
  'availabilityZones',
  'vnetSubnetID',
  'podSubnetID',
  'podIPAllocationMode',
  'maxPods',
  'osDiskType',
  'enableEncryptionAtHost',
  'osDiskSizeGB',
  'kubeletDiskType',
  'kubeletConfig',
  'linuxOSConfig',
  'enableUltraSSD',
  'messageOfTheDay',
  'enableNodePublicIP',
  'nodePublicIPPrefixID',
  'proximityPlacementGroupID',
  'hostGroupID',
  'scaleSetPriority',
] as const satisfies (keyof AgentPoolProperties)[];

function assertChangeable(before: AgentPoolSettings, after: AgentPoolSettings): void {
  const changed = fixed.find((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed)
    throw aksError(
      400,
      'PropertyChangeNotAllowed',
      `Changing property 'properties.${changed}' is not allowed.`,
      `properties.${changed}`,
    );
}
