import { randomUUID } from 'node:crypto';
import type { WireResponse } from '../../../../http/exchange.ts';
import type { Operation, OperationPlan } from '../../operations/create-operations.ts';
import { operationHeaders } from '../../operations/operation-routes.ts';
import { ArmError } from '../../protocol/arm-error.ts';
import { checkPreconditions } from '../../protocol/check-preconditions.ts';
import { param, type RouteCall } from '../../protocol/match-route.ts';
import { findLocation } from '../../subscriptions/locations.ts';
import { findResourceGroup, findSubscription } from '../../subscriptions/subscription.ts';
import { type ContainerService, readCluster } from '../container-service.ts';
import { buildManagedCluster, changedPools, settableProperties } from '../resources/build-managed-cluster.ts';
import { resolveRunningVersion } from '../resources/kubernetes-versions.ts';
import { clusterKey, type ManagedCluster } from '../resources/managed-cluster.ts';
import { type ManagedClusterBody, parseManagedClusterBody } from '../resources/managed-cluster-schema.ts';
import { addNodeResourceGroup } from '../resources/node-resource-group.ts';
import { renderManagedCluster } from '../resources/render-managed-cluster.ts';
import { durations } from './durations.ts';
import { assertNoPendingWrite } from './pending-write.ts';
import { requireQuota, requireQuotaForAll } from './require-quota.ts';

/**
 * Answers 201 for a new cluster and 200 for an update. An update with an unchanged body is what AKS calls "reconcile".
 * Throws ArmError and changes nothing when AKS would refuse.
 */
export function putManagedCluster(service: ContainerService, call: RouteCall): WireResponse {
  const existing = readCluster(service, call);
  const body = parseManagedClusterBody(call.body);
  checkPreconditions('PUT', call.headers, existing?.eTag ?? null);
  return existing ? updateCluster(service, call, existing, body) : createCluster(service, call, body);
}

function createCluster(service: ContainerService, call: RouteCall, body: ManagedClusterBody): WireResponse {
  const subscription = findSubscription(service.subscriptions, param(call, 'subscriptionId'));
  const group = findResourceGroup(subscription, param(call, 'resourceGroup'));
  const place = { subscriptionId: subscription.id, resourceGroup: group.name, name: param(call, 'cluster') };
  const cluster = buildManagedCluster(body, place, service.clock.now());
  service.faults.beforeClusterWrite(cluster);
  requireQuotaForAll(service.quota, cluster, cluster.pools);
  addNodeResourceGroup(subscription, cluster);
  service.clusters.set(clusterKey(cluster), cluster);
  service.nodes.open(cluster).catch(() => {});
  const operation = startClusterWrite(service, cluster, 'Creating', planCreation(service, cluster));
  return acceptedWrite(call, cluster, operation, 201);
}

function updateCluster(
  service: ContainerService,
  call: RouteCall,
  cluster: ManagedCluster,
  body: ManagedClusterBody,
): WireResponse {
  assertSamePlace(cluster, body.location);
  const asked = body.properties ?? {};
  const version = asked.kubernetesVersion ?? cluster.properties.kubernetesVersion ?? cluster.currentKubernetesVersion;
  if (resolveRunningVersion(version) !== cluster.currentKubernetesVersion)
    throw new ArmError(501, 'NotEmulated', 'Upgrading the Kubernetes version of a cluster is not emulated.');
  const pools = changedPools(cluster, asked.agentPoolProfiles);
  service.faults.beforeWrite(cluster);
  assertNoPendingWrite(cluster);
  for (const [pool, settings] of pools) requireQuota(service.quota, cluster, settings, pool.settings.count);
  cluster.tags = body.tags ?? {};
  if (body.sku) cluster.sku = body.sku;
  if (body.identity) cluster.identity = body.identity;
  cluster.properties = { ...settableProperties(asked), kubernetesVersion: version };
  for (const [pool, settings] of pools) pool.settings = settings;
  const operation = startClusterWrite(service, cluster, 'Updating', {
    stages: [],
    endsAfterMs: durations.updateCluster.end,
    end() {
      for (const pool of pools.keys()) if (pool.nodesRegistered) service.nodes.register(cluster, pool);
      service.nodes.reconcile(cluster);
      cluster.provisioningState = 'Succeeded';
    },
  });
  return acceptedWrite(call, cluster, operation, 200);
}

/**
 * Starts the operation of a write to the cluster itself. The write changes the eTag of the cluster and of every pool.
 */
export function startClusterWrite(
  service: ContainerService,
  cluster: ManagedCluster,
  verb: string,
  plan: OperationPlan,
): Operation {
  cluster.provisioningState = verb;
  cluster.provisioningError = null;
  cluster.eTag = randomUUID();
  for (const pool of cluster.pools) pool.eTag = randomUUID();
  const operation = service.operations.start(cluster, {
    ...plan,
    end(error) {
      cluster.pendingWrite = null;
      plan.end(error);
    },
  });
  cluster.pendingWrite = { operation, scope: 'cluster', poolName: null, verb };
  return operation;
}

/** Builds the answer to an accepted PUT or PATCH: the resource as it is now, with Azure-AsyncOperation only. */
export function acceptedWrite(
  call: RouteCall,
  cluster: ManagedCluster,
  operation: Operation,
  status: 200 | 201,
): WireResponse {
  return { status, headers: operationHeaders(call.url.origin, operation, false), body: renderManagedCluster(cluster) };
}

/** The statuses and their order are those that azure-cli recorded. What fails, fails while the nodes are made. */
function planCreation(service: ContainerService, cluster: ManagedCluster): OperationPlan {
  const error = service.faults.clusterOperationError();
  const { networkResources, controlPlane, agentPools, nodes, end: endsAfterMs } = durations.createCluster;
  const count = cluster.pools.reduce((total, pool) => total + pool.settings.count, 0);
  const register = () => {
    for (const pool of cluster.pools) service.nodes.register(cluster, pool);
  };
  return {
    stages: [
      { afterMs: networkResources, status: 'ProvisioningNetworkResources' },
      { afterMs: controlPlane, status: 'ProvisioningControlPlane' },
      { afterMs: agentPools, status: `CreatingAgentPools: 0/${count} nodes completed` },
      ...(error
        ? []
        : [{ afterMs: nodes, status: `CreatingAgentPools: ${count}/${count} nodes completed`, run: register }]),
    ],
    endsAfterMs: error ? nodes : endsAfterMs,
    error,
    end(failure) {
      const state = failure ? 'Failed' : 'Succeeded';
      cluster.provisioningState = state;
      cluster.provisioningError = failure;
      for (const pool of cluster.pools) pool.provisioningState = state;
    },
  };
}

function assertSamePlace(cluster: ManagedCluster, location: string | undefined): void {
  if (!location) throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  if (findLocation(location)?.name !== cluster.location)
    throw new ArmError(
      409,
      'InvalidResourceLocation',
      `The resource '${cluster.name}' already exists in location '${cluster.location}' in resource group '${cluster.resourceGroup}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    );
}
