import type { WireResponse } from '../../../../http/exchange.ts';
import { operationHeaders } from '../../operations/operation-routes.ts';
import { checkPreconditions } from '../../protocol/check-preconditions.ts';
import { param, type Route, type RouteCall } from '../../protocol/match-route.ts';
import { pageOf } from '../../protocol/page-of.ts';
import { rateLimits } from '../../protocol/rate-limits.ts';
import { findResourceGroup, findSubscription } from '../../subscriptions/subscription.ts';
import { type ContainerService, clusterPattern, readCluster, requireCluster } from '../container-service.ts';
import { clusterKey, type ManagedCluster } from '../resources/managed-cluster.ts';
import { parseTagsBody } from '../resources/managed-cluster-schema.ts';
import { removeNodeResourceGroup } from '../resources/node-resource-group.ts';
import { renderManagedCluster } from '../resources/render-managed-cluster.ts';
import { renderUpgradeProfile } from '../resources/render-upgrade-profile.ts';
import { abortClusterOperation } from '../writes/abort-operation.ts';
import { durations } from '../writes/durations.ts';
import { assertNoPendingWrite } from '../writes/pending-write.ts';
import { acceptedWrite, putManagedCluster, startClusterWrite } from '../writes/put-managed-cluster.ts';

const inSubscription = '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/managedClusters';
const inResourceGroup =
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters';

export function createManagedClusterRoutes(service: ContainerService): Route[] {
  return [
    {
      method: 'GET',
      pattern: inSubscription,
      rateLimit: rateLimits.listInSubscription,
      handle: (call) => listInSubscription(service, call),
    },
    {
      method: 'GET',
      pattern: inResourceGroup,
      rateLimit: rateLimits.listInResourceGroup,
      handle: (call) => listInResourceGroup(service, call),
    },
    {
      method: 'GET',
      pattern: clusterPattern,
      rateLimit: rateLimits.getManagedCluster,
      handle: (call) => ({ status: 200, body: renderManagedCluster(requireCluster(service, call)) }),
    },
    {
      method: 'GET',
      pattern: `${clusterPattern}/upgradeProfiles/default`,
      rateLimit: rateLimits.other,
      handle: (call) => ({ status: 200, body: renderUpgradeProfile(requireCluster(service, call)) }),
    },
    {
      method: 'PUT',
      pattern: clusterPattern,
      rateLimit: rateLimits.putManagedCluster,
      handle: (call) => putManagedCluster(service, call),
    },
    {
      method: 'PATCH',
      pattern: clusterPattern,
      rateLimit: rateLimits.other,
      handle: (call) => updateTags(service, call),
    },
    {
      method: 'DELETE',
      pattern: clusterPattern,
      rateLimit: rateLimits.other,
      handle: (call) => deleteCluster(service, call),
    },
    {
      method: 'POST',
      pattern: `${clusterPattern}/abort`,
      rateLimit: rateLimits.other,
      handle: (call) => abort(service, call),
    },
  ];
}

function listInSubscription(service: ContainerService, call: RouteCall): WireResponse {
  const { id } = findSubscription(service.subscriptions, param(call, 'subscriptionId'));
  return listClusters(service, call, (cluster) => cluster.subscriptionId === id);
}

function listInResourceGroup(service: ContainerService, call: RouteCall): WireResponse {
  const subscription = findSubscription(service.subscriptions, param(call, 'subscriptionId'));
  const { name } = findResourceGroup(subscription, param(call, 'resourceGroup'));
  const isInGroup = (cluster: ManagedCluster) =>
    cluster.subscriptionId === subscription.id && cluster.resourceGroup === name;
  return listClusters(service, call, isInGroup);
}

function listClusters(
  service: ContainerService,
  call: RouteCall,
  belongs: (cluster: ManagedCluster) => boolean,
): WireResponse {
  const page = pageOf([...service.clusters.values()].filter(belongs), call.url, service.pageSize);
  return {
    status: 200,
    body: { ...page, value: page.value.map((one) => renderManagedCluster(one, 'resourceGroups')) },
  };
}

function abort(service: ContainerService, call: RouteCall): WireResponse {
  const operation = abortClusterOperation(service, requireCluster(service, call));
  return { status: 202, headers: operationHeaders(call.url.origin, operation, true) };
}

function updateTags(service: ContainerService, call: RouteCall): WireResponse {
  const cluster = requireCluster(service, call);
  const tags = parseTagsBody(call.body);
  checkPreconditions('PATCH', call.headers, cluster.eTag);
  service.faults.beforeWrite(cluster);
  assertNoPendingWrite(cluster);
  cluster.tags = tags;
  const operation = startClusterWrite(service, cluster, 'Updating', {
    stages: [],
    endsAfterMs: durations.updateTags.end,
    end() {
      cluster.provisioningState = 'Succeeded';
    },
  });
  return acceptedWrite(call, cluster, operation, 200);
}

/** A delete is the one write that does not wait for a pending write: it cancels it. */
function deleteCluster(service: ContainerService, call: RouteCall): WireResponse {
  const cluster = readCluster(service, call);
  checkPreconditions('DELETE', call.headers, cluster?.eTag ?? null);
  if (!cluster) return { status: 204 };
  if (cluster.pendingWrite?.verb === 'Deleting' && cluster.pendingWrite.scope === 'cluster')
    return { status: 202, headers: operationHeaders(call.url.origin, cluster.pendingWrite.operation, true) };
  if (cluster.pendingWrite)
    service.operations.cancel(cluster.pendingWrite.operation, {
      code: 'AKSOperationPreemptedByDelete',
      message: 'The operation was preempted by a later delete operation.',
    });
  const operation = startClusterWrite(service, cluster, 'Deleting', {
    stages: [],
    endsAfterMs: durations.deleteCluster.end,
    end() {
      service.nodes.close(cluster);
      service.clusters.delete(clusterKey(cluster));
      removeNodeResourceGroup(findSubscription(service.subscriptions, cluster.subscriptionId), cluster);
    },
  });
  return { status: 202, headers: operationHeaders(call.url.origin, operation, true) };
}
