import { z } from 'zod';
import { findScenario } from '../../../scenarios/catalogue.ts';
import { seededFaults } from '../../../scenarios/seeded-faults.ts';
import { subnetSeed } from '../network/subnets.ts';
import { findSubscription } from '../subscriptions/subscription.ts';
import type { ContainerService } from './container-service.ts';
import { agentPoolProperties } from './resources/agent-pool-schema.ts';
import { buildManagedCluster } from './resources/build-managed-cluster.ts';
import { clusterKey, type ManagedCluster } from './resources/managed-cluster.ts';

/** A cluster that exists when the emulator starts. Fields that are not set have the demo cluster's values. */
export const clusterSeed = z.strictObject({
  subscriptionId: z.guid().optional(),
  resourceGroup: z.string().optional(),
  name: z.string(),
  location: z.string().optional(),
  kubernetesVersion: z.string().optional(),
  /** False makes a cluster with only Kubernetes RBAC and local accounts. */
  entra: z.boolean().optional(),
  /** False makes a cluster with Entra ID in which Kubernetes' own RBAC decides. */
  azureRbac: z.boolean().optional(),
  /** The Entra tenant of the cluster, where that is another one than the subscription's. */
  entraTenantId: z.guid().optional(),
  localAccounts: z.boolean().optional(),
  /** True makes a private cluster, whose API server has a name that resolves nowhere here. */
  privateCluster: z.boolean().optional(),
  /** False makes a private cluster without a public FQDN beside the private one. */
  publicFqdn: z.boolean().optional(),
  /** False makes a private cluster whose public FQDN leads to an address that refuses connections from here. */
  wayIn: z.boolean().optional(),
  /** False turns `az aks command invoke` off. */
  runCommand: z.boolean().optional(),
  /** True turns node auto-provisioning on. The emulator still creates no node by it. */
  nodeAutoProvisioning: z.boolean().optional(),
  /** Resource id of the identity of its control plane, where that is no system-assigned one. */
  userAssignedIdentity: z.string().optional(),
  /** Whether it is stopped; running when left out. */
  stopped: z.boolean().optional(),
  /** The state of its last operation, such as `Failed`; Succeeded when left out. */
  provisioningState: z.string().optional(),
  /** Further properties, as a PUT of a cluster takes them. */
  properties: z.record(z.string(), z.unknown()).optional(),
  /** Subnets of its virtual network. One that a pool names and that is not among them is there too, and large. */
  subnets: z.array(subnetSeed).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  pools: z.array(agentPoolProperties.extend({ name: z.string(), provisioningState: z.string().optional() })).optional(),
  /** The scenario that this cluster plays inside Kubernetes, instead of that of the emulator. */
  scenario: z.string().optional(),
  /** What is otherwise in this cluster. */
  kubernetes: seededFaults.optional(),
  /** True starts the API server only when a client first asks for credentials. Fleets of many clusters need this. */
  startsWhenAsked: z.boolean().optional(),
});

export type ClusterSeed = z.infer<typeof clusterSeed>;

/** A pool of two ordinary nodes, like that of a new cluster. */
const systemPool = { name: 'system', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };

/**
 * Adds a cluster in state Succeeded, and its resource group if it does not exist. Throws ArmError for a cluster that
 * AKS would refuse.
 */
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
  const isPrivate = seed.privateCluster ?? service.faults.noWayToApiServers;
  const place = { subscriptionId: subscription.id, resourceGroup: group.name, name: seed.name };
  const body = {
    location,
    tags: seed.tags ?? {},
    ...(seed.userAssignedIdentity !== undefined && {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [seed.userAssignedIdentity]: {} } },
    }),
    properties: {
      ...(seed.kubernetesVersion !== undefined && { kubernetesVersion: seed.kubernetesVersion }),
      ...(seed.entra !== false && {
        aadProfile: {
          managed: true,
          // Azure RBAC needs the tenant of the subscription.
          enableAzureRBAC: seed.azureRbac !== false && seed.entraTenantId === undefined,
          ...(seed.entraTenantId !== undefined && { tenantID: seed.entraTenantId }),
        },
      }),
      ...accessProfile(seed, isPrivate, seed.runCommand === false || service.faults.runCommandDisabled),
      ...(seed.nodeAutoProvisioning && { nodeProvisioningProfile: { mode: 'Auto' } }),
      ...seed.properties,
      disableLocalAccounts: seed.localAccounts === false,
      agentPoolProfiles: seed.pools ?? [systemPool],
    },
  };
  const cluster = buildManagedCluster(body, place, service.clock.now(), true);
  const { scenario, kubernetes } = seed;
  if (scenario !== undefined || kubernetes !== undefined)
    cluster.kubernetesFaults = { ...(scenario === undefined ? {} : findScenario(scenario).kubernetes), ...kubernetes };
  cluster.wayIn = seed.wayIn !== false;
  cluster.provisioningState = seed.provisioningState ?? 'Succeeded';
  if (seed.stopped) cluster.powerState = 'Stopped';
  seedSubnets(service, seed, cluster);
  for (const pool of cluster.pools) {
    const seeded = seed.pools?.find(({ name }) => name === pool.name);
    Object.assign(pool, { provisioningState: seeded?.provisioningState ?? 'Succeeded', nodesRegistered: true });
  }
  service.clusters.set(clusterKey(cluster), cluster);
  if (!seed.startsWhenAsked) await service.nodes.open(cluster);
  return cluster;
}

function accessProfile({ publicFqdn }: ClusterSeed, isPrivate: boolean, disableRunCommand: boolean): object {
  const profile = {
    ...(isPrivate && { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: publicFqdn !== false }),
    ...(disableRunCommand && { disableRunCommand }),
  };
  return Object.keys(profile).length > 0 ? { apiServerAccessProfile: profile } : {};
}

function seedSubnets({ subnets }: ContainerService, seed: ClusterSeed, { pools }: ManagedCluster): void {
  for (const subnet of seed.subnets ?? []) subnets.add(subnet);
  for (const { settings } of pools)
    for (const id of [settings.vnetSubnetID, settings.podSubnetID]) if (id) subnets.addUnlessThere(id);
}
