import type { Clock } from '../../../seams/clock.ts';
import type { TokenAuthority } from '../../../seams/token-authority.ts';
import type { VcpuQuota } from '../compute/vcpu-quota.ts';
import type { Subnets } from '../network/subnets.ts';
import type { Operations } from '../operations/create-operations.ts';
import { ArmError } from '../protocol/arm-error.ts';
import { param, type RouteCall } from '../protocol/match-route.ts';
import { findResourceGroup, findSubscription, type Subscription } from '../subscriptions/subscription.ts';
import type { ArmFaultInjection } from './arm-fault-injection.ts';
import type { ClusterNodes } from './cluster-nodes.ts';
import { type AgentPool, clusterKey, findPool, type ManagedCluster } from './resources/managed-cluster.ts';

/** What the routes of Microsoft.ContainerService share. */
export interface ContainerService {
  clock: Clock;
  tokens: TokenAuthority;
  subscriptions: Subscription[];
  /** The key is `clusterKey`; the oldest cluster comes first. */
  clusters: Map<string, ManagedCluster>;
  operations: Operations;
  nodes: ClusterNodes;
  quota: VcpuQuota;
  subnets: Subnets;
  faults: ArmFaultInjection;
  pageSize: number;
}

export const clusterPattern =
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters/{cluster}';

/**
 * Returns the cluster that the path of the call names, or null. Throws 404 when the subscription or the resource group
 * does not exist.
 */
export function readCluster(service: ContainerService, call: RouteCall): ManagedCluster | null {
  const subscription = findSubscription(service.subscriptions, param(call, 'subscriptionId'));
  const group = findResourceGroup(subscription, param(call, 'resourceGroup'));
  const key = clusterKey({ subscriptionId: subscription.id, resourceGroup: group.name, name: param(call, 'cluster') });
  return service.clusters.get(key) ?? null;
}

/** Returns the cluster that the path of the call names. Throws 404 `ResourceNotFound`. */
export function requireCluster(service: ContainerService, call: RouteCall): ManagedCluster {
  const cluster = readCluster(service, call);
  if (cluster) return cluster;
  throw new ArmError(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.ContainerService/managedClusters/${param(call, 'cluster')}' under resource group '${param(call, 'resourceGroup')}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** Returns the cluster above a pool. Throws 404 `ParentResourceNotFound`. */
export function requireParentCluster(service: ContainerService, call: RouteCall, action: string): ManagedCluster {
  const cluster = readCluster(service, call);
  if (cluster) return cluster;
  throw new ArmError(
    404,
    'ParentResourceNotFound',
    `Failed to perform '${action}' on resource(s) of type 'managedClusters/agentPools', because the parent resource '/subscriptions/${param(call, 'subscriptionId')}/resourceGroups/${param(call, 'resourceGroup')}/providers/Microsoft.ContainerService/managedClusters/${param(call, 'cluster')}' could not be found.`,
  );
}

/**
 * Returns the pool. Throws 404 `NotFound` in the flat form, because for a pool the resource provider answers, not ARM.
 */
export function requirePool(cluster: ManagedCluster, name: string): AgentPool {
  const pool = findPool(cluster, name);
  if (pool) return pool;
  throw new ArmError(404, 'NotFound', `Could not find the agentpool: ${name}`, { form: 'flat' });
}
