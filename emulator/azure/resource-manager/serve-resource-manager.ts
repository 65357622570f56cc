import { randomUUID } from 'node:crypto';
import type { WireObserver } from '../../http/exchange.ts';
import { type RunningServer, serve } from '../../http/serve.ts';
import type { ArmFaults } from '../../scenarios/scenario.ts';
import type { AccessRecord } from '../../seams/access-record.ts';
import type { Clock } from '../../seams/clock.ts';
import type { KubernetesClusters } from '../../seams/kubernetes-clusters.ts';
import type { RoleAssignment } from '../../seams/role-assignments.ts';
import type { TokenAuthority } from '../../seams/token-authority.ts';
import { type Authorizer, createAuthorizer } from './authorization/create-authorizer.ts';
import { createPermissionRoutes } from './authorization/permission-routes.ts';
import { createComputeRoutes } from './compute/compute-routes.ts';
import { createVcpuQuota, type VcpuUse } from './compute/vcpu-quota.ts';
import { createArmFaultInjection } from './container-service/arm-fault-injection.ts';
import { createClusterNodes } from './container-service/cluster-nodes.ts';
import type { ContainerService } from './container-service/container-service.ts';
import { type ManagedCluster, vcpuUses } from './container-service/resources/managed-cluster.ts';
import { addressesIn } from './container-service/resources/subnet-addresses.ts';
import { createAgentPoolRoutes } from './container-service/routes/agent-pool-routes.ts';
import { createCredentialRoutes, localAccount } from './container-service/routes/credential-routes.ts';
import { createManagedClusterRoutes } from './container-service/routes/managed-cluster-routes.ts';
import { createVersionRoutes } from './container-service/routes/version-routes.ts';
import { createCommandResults } from './container-service/run-command/command-results.ts';
import { createCommandRoutes } from './container-service/run-command/command-routes.ts';
import { type ClusterSeed, seedCluster } from './container-service/seed-cluster.ts';
import { autoscalePool, autoscaling } from './container-service/writes/autoscale-pool.ts';
import { createRequestPipeline } from './create-request-pipeline.ts';
import { createMetadataRoutes } from './metadata/metadata-routes.ts';
import { createSubnetRoutes } from './network/subnet-routes.ts';
import { createSubnets } from './network/subnets.ts';
import { createOperations } from './operations/create-operations.ts';
import { createOperationRoutes } from './operations/operation-routes.ts';
import { createPolicyRoutes } from './policy/policy-routes.ts';
import { apiVersions } from './protocol/api-versions.ts';
import { ArmError, renderArmError } from './protocol/arm-error.ts';
import type { Route } from './protocol/match-route.ts';
import { createResourceGraphRoutes } from './resource-graph/resource-graph-routes.ts';
import type { Subscription } from './subscriptions/subscription.ts';
import { createSubscriptionRoutes } from './subscriptions/subscription-routes.ts';

export interface ResourceManagerOptions {
  clock: Clock;
  /** Emulated milliseconds in each millisecond of the clock. */
  speed: number;
  tokens: TokenAuthority;
  kubernetes: KubernetesClusters;
  faults: ArmFaults;
  subscriptions: Subscription[];
  /** What the app's identity may do; null for everything. */
  roleAssignments: readonly RoleAssignment[] | null;
  accessRecord: AccessRecord;
  tls: { certPem: string; keyPem: string };
  port?: number | undefined;
  /** How many items a page of a list has. Azure does not document its own default. */
  pageSize?: number;
  observe?: WireObserver;
}

export interface ResourceManager extends RunningServer {
  /** Adds a cluster in state Succeeded at once. Fields that are not set come from `defaults`. */
  seed(
    seed: ClusterSeed,
    defaults: { subscriptionId: string; resourceGroup: string; location: string },
  ): Promise<ManagedCluster>;
  /** Has the autoscaler of a pool change its number of nodes. Throws ArmError, and ZodError for what is no such order. */
  autoscale(order: unknown): object;
  /**
   * Returns a kubeconfig with a bearer token, also for a cluster whose local accounts are disabled. It is for the user
   * of the emulator.
   */
  adminKubeconfig(cluster: ManagedCluster): Promise<string>;
}

const defaultPageSize = 100;

/** Compute's pages are larger. */
const skuPageSize = 1000;

/** The largest request body that ARM accepts, in bytes. */
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * `seeded` are the vCPUs of seeded clusters. They raise the quota, because these clusters existed before the emulator
 * started.
 */
function createContainerService(options: ResourceManagerOptions, seeded: VcpuUse[]): ContainerService {
  const { clock, speed, tokens, subscriptions, faults } = options;
  const operations = createOperations(clock, speed);
  const clusters: ContainerService['clusters'] = new Map();
  const inSubscription = (id: string) => [...clusters.values()].filter((cluster) => cluster.subscriptionId === id);
  return {
    clock,
    tokens,
    subscriptions,
    clusters,
    operations,
    nodes: createClusterNodes(options.kubernetes),
    quota: createVcpuQuota(
      (subscriptionId) => vcpuUses(inSubscription(subscriptionId)),
      () => seeded,
      faults.vcpuQuotaExceeded === true,
    ),
    subnets: createSubnets(),
    faults: createArmFaultInjection(faults, operations, speed),
    pageSize: options.pageSize ?? defaultPageSize,
  };
}

function createRoutes(service: ContainerService, authorizer: Authorizer, options: ResourceManagerOptions): Route[] {
  const { subscriptions, pageSize } = service;
  return [
    ...createManagedClusterRoutes(service),
    ...createAgentPoolRoutes(service),
    ...createCredentialRoutes(service),
    ...createCommandRoutes(service, createCommandResults(options.clock, options.speed)),
    ...createVersionRoutes(),
    ...createOperationRoutes(service.operations),
    ...createComputeRoutes({
      quota: service.quota,
      pageSize: options.pageSize ?? skuPageSize,
      listedAsNested: options.faults.listedAsNested ?? [],
    }),
    ...createSubnetRoutes(service.subnets, (id) => addressesIn(id, service.clusters.values())),
    ...createPermissionRoutes(options.roleAssignments),
    ...createPolicyRoutes(options.faults),
    ...createResourceGraphRoutes({ ...service, mayRead: authorizer.mayRead }),
    ...createMetadataRoutes(),
    ...createSubscriptionRoutes({ subscriptions, apiVersions, pageSize }),
  ];
}

/**
 * Serves Azure Resource Manager over HTTPS: Microsoft.ContainerService, and those parts of other providers that its
 * clients need.
 */
export async function serveResourceManager(options: ResourceManagerOptions): Promise<ResourceManager> {
  const { clock, speed, tokens } = options;
  const seeded: VcpuUse[] = [];
  const service = createContainerService(options, seeded);
  const authorizer = createAuthorizer(options.roleAssignments, options.accessRecord);
  const routes = createRoutes(service, authorizer, options);
  const pipeline = createRequestPipeline({ clock, speed, tokens, routes, faults: service.faults, authorizer });
  const server = await serve({
    port: options.port,
    tls: options.tls,
    maxBodyBytes,
    tooLarge: renderArmError(
      new ArmError(413, 'RequestContentTooLarge', `The request content size exceeds ${maxBodyBytes} bytes.`),
    ),
    async handle(request) {
      const response = await pipeline(request, randomUUID());
      options.observe?.(request, response);
      return response;
    },
  });
  return {
    url: server.url,
    async stop() {
      service.operations.stop();
      await server.stop();
    },
    autoscale: (order) => autoscalePool(service, autoscaling.parse(order)),
    async seed(seed, defaults) {
      const cluster = await seedCluster(service, seed, defaults);
      seeded.push(...vcpuUses([cluster]));
      return cluster;
    },
    adminKubeconfig: async (cluster) =>
      localAccount(service, cluster, 'clusterAdmin', await service.nodes.open(cluster)),
  };
}
