import type { WireResponse } from '../../../../http/exchange.ts';
import { findVmSize } from '../../compute/vm-sizes.ts';
import { operationHeaders } from '../../operations/operation-routes.ts';
import { param, type Route, type RouteCall } from '../../protocol/match-route.ts';
import { pageOf } from '../../protocol/page-of.ts';
import { rateLimits } from '../../protocol/rate-limits.ts';
import { type ContainerService, clusterPattern, requireParentCluster, requirePool } from '../container-service.ts';
import { poolVersionsUnder, resolveRunningVersion, upgradesFrom } from '../resources/kubernetes-versions.ts';
import type { AgentPool, ManagedCluster } from '../resources/managed-cluster.ts';
import { nodeImageVersion } from '../resources/node-image.ts';
import { renderAgentPool } from '../resources/render-agent-pool.ts';
import { abortPoolOperation } from '../writes/abort-operation.ts';
import { deleteAgentPool } from '../writes/delete-agent-pool.ts';
import { putAgentPool } from '../writes/put-agent-pool.ts';

const poolPattern = `${clusterPattern}/agentPools/{pool}`;

export function createAgentPoolRoutes(service: ContainerService): Route[] {
  return [
    {
      method: 'GET',
      pattern: poolPattern,
      rateLimit: rateLimits.other,
      handle: (call) => readPool(service, call),
    },
    {
      method: 'GET',
      pattern: `${clusterPattern}/agentPools`,
      rateLimit: rateLimits.other,
      handle: (call) => listPools(service, call),
    },
    {
      method: 'PUT',
      pattern: poolPattern,
      rateLimit: rateLimits.putAgentPool,
      handle: (call) => putAgentPool(service, call),
    },
    {
      method: 'DELETE',
      pattern: poolPattern,
      rateLimit: rateLimits.other,
      handle: (call) => deleteAgentPool(service, call),
    },
    {
      method: 'POST',
      pattern: `${poolPattern}/abort`,
      rateLimit: rateLimits.other,
      handle: (call) => abort(service, call),
    },
    {
      method: 'GET',
      pattern: `${clusterPattern}/availableAgentPoolVersions`,
      rateLimit: rateLimits.other,
      handle: (call) => readAvailableVersions(service, call),
    },
    {
      method: 'GET',
      pattern: `${poolPattern}/upgradeProfiles/default`,
      rateLimit: rateLimits.other,
      handle: (call) => readUpgradeProfile(service, call),
    },
  ];
}

function find(service: ContainerService, call: RouteCall): { cluster: ManagedCluster; pool: AgentPool } {
  const cluster = requireParentCluster(service, call, 'read');
  return { cluster, pool: requirePool(cluster, param(call, 'pool')) };
}

function readPool(service: ContainerService, call: RouteCall): WireResponse {
  const { cluster, pool } = find(service, call);
  return { status: 200, body: renderAgentPool(cluster, pool) };
}

function listPools(service: ContainerService, call: RouteCall): WireResponse {
  const cluster = requireParentCluster(service, call, 'read');
  const pools = cluster.pools.map((pool) => renderAgentPool(cluster, pool));
  return { status: 200, body: pageOf(pools, call.url, service.pageSize) };
}

function abort(service: ContainerService, call: RouteCall): WireResponse {
  const { cluster, pool } = find(service, call);
  const operation = abortPoolOperation(service, cluster, pool);
  return { status: 202, headers: operationHeaders(call.url.origin, operation, true) };
}

function readAvailableVersions(service: ContainerService, call: RouteCall): WireResponse {
  const cluster = requireParentCluster(service, call, 'read');
  const agentPoolVersions = poolVersionsUnder(cluster.currentKubernetesVersion).map((kubernetesVersion) => ({
    kubernetesVersion,
    ...(kubernetesVersion === cluster.currentKubernetesVersion && { default: true }),
  }));
  const type = 'Microsoft.ContainerService/managedClusters/availableAgentpoolVersions';
  return { status: 200, body: { id: call.url.pathname, name: 'default', type, properties: { agentPoolVersions } } };
}

function readUpgradeProfile(service: ContainerService, call: RouteCall): WireResponse {
  const { settings } = find(service, call).pool;
  const version = resolveRunningVersion(settings.orchestratorVersion) ?? settings.orchestratorVersion;
  const size = findVmSize(settings.vmSize);
  const properties = {
    kubernetesVersion: version,
    osType: settings.osType,
    upgrades: upgradesFrom(version).map((kubernetesVersion) => ({ kubernetesVersion })),
    ...(size && { latestNodeImageVersion: nodeImageVersion(settings, size) }),
  };
  const type = 'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles';
  return { status: 200, body: { id: call.url.pathname, name: 'default', type, properties } };
}
