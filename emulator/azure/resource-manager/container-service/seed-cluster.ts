import { z } from 'zod';
import { findSubscription } from '../subscriptions/subscription.ts';
import type { ContainerService } from './container-service.ts';
import { agentPoolProperties } from './resources/agent-pool-schema.ts';
import { buildManagedCluster } from './resources/build-managed-cluster.ts';
import { clusterKey, type ManagedCluster } from './resources/managed-cluster.ts';

/** A cluster that is there from the start, without any waiting. Unset fields are those of the demo cluster. */
export const clusterSeed = z.strictObject({
  subscriptionId: z.guid().optional(),
  resourceGroup: z.string().optional(),
  name: z.string(),
  location: z.string().optional(),
  kubernetesVersion: z.string().optional(),
  /** False: a cluster with Kubernetes RBAC and local accounts only. */
  entra: z.boolean().optional(),
  localAccounts: z.boolean().optional(),
  privateCluster: z.boolean().optional(),
  /** True: node auto-provisioning is on. No node is made by it. */
  nodeAutoProvisioning: z.boolean().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  pools: z.array(agentPoolProperties.extend({ name: z.string() })).optional(),
  /** True: its API server starts when its credentials are first asked for. For fleets of many clusters. */
  startsWhenAsked: z.boolean().optional(),
});

export type ClusterSeed = z.infer<typeof clusterSeed>;

/** Two nodes that are no Kata nodes, as on a cluster that has just been made. */
const systemPool = { name: 'system', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };

/** Adds a Succeeded cluster, its subscription's resource group too if need be. Throws ArmError for impossible ones. */
export async function seedCluster(
  service: ContainerService,
  seed: ClusterSeed,
  defaults: { subscriptionId: string; resourceGroup: string; location: string },
): Promise<ManagedCluster> {
  const subscription = findSubscription(service.subscriptions, seed.subscriptionId ?? defaults.subscriptionId);
  const location = seed.location ?? defaults.location;
  const groupName = seed.resourceGroup ?? defaults.resourceGroup;
  let group = subscription.resourceGroups.find(({ name }) => name.toLowerCase() === groupName.toLowerCase());
  if (!group) {
    group = { name: groupName, location, tags: {} };
    subscription.resourceGroups.push(group);
  }
  const place = { subscriptionId: subscription.id, resourceGroup: group.name, name: seed.name };
  const body = {
    location,
    tags: seed.tags ?? {},
    properties: {
      ...(seed.kubernetesVersion !== undefined && { kubernetesVersion: seed.kubernetesVersion }),
      ...(seed.entra !== false && { aadProfile: { managed: true, enableAzureRBAC: true } }),
      ...(seed.privateCluster && { apiServerAccessProfile: { enablePrivateCluster: true } }),
      ...(seed.nodeAutoProvisioning && { nodeProvisioningProfile: { mode: 'Auto' } }),
      disableLocalAccounts: seed.localAccounts === false,
      agentPoolProfiles: seed.pools ?? [systemPool],
    },
  };
  const cluster = buildManagedCluster(body, place, service.clock.now());
  cluster.provisioningState = 'Succeeded';
  for (const pool of cluster.pools) Object.assign(pool, { provisioningState: 'Succeeded', nodesRegistered: true });
  service.clusters.set(clusterKey(cluster), cluster);
  if (!seed.startsWhenAsked) await service.nodes.open(cluster);
  return cluster;
}
