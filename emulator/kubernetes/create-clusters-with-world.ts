import { createCertificateAuthority } from '../http/certificate-authority.ts';
import type { KubernetesFaults } from '../scenarios/scenario.ts';
import { type AccessRecord, createAccessRecord } from '../seams/access-record.ts';
import type { Clock } from '../seams/clock.ts';
import type { ClusterRecord, LoggedRequest } from '../seams/cluster-record.ts';
import type { ClusterEndpoint, KubernetesClusters, NodePool } from '../seams/kubernetes-clusters.ts';
import type { RoleAssignment } from '../seams/role-assignments.ts';
import { localAccount, type TokenAuthority } from '../seams/token-authority.ts';
import type { ClusterWorld, ObjectStore } from './api/seams.ts';
import { type ApiServer, createApiServer } from './api-server/create-api-server.ts';
import type { GivenPolicies } from './api-server/requests/admission-policies.ts';
import { createObjectStore } from './api-server/store/object-store.ts';
import { recordPodTimes } from './api-server/store/record-pod-times.ts';
import { seedObjects } from './api-server/store/seed-objects.ts';
import { runCommand } from './run-command/run-command.ts';

/** A real API server sends a bookmark about once a minute. */
const defaultBookmarkPeriodMs = 60_000;

/** The world of one cluster, which also accepts the node pools that Azure gives it. */
export type PooledClusterWorld = ClusterWorld & {
  setNodePool(pool: NodePool): void;
  removeNodePool(name: string): void;
  reconcile(): void;
};

export interface KubernetesClustersOptions {
  clock: Clock;
  /** How many emulated milliseconds pass in each millisecond of the clock. Every wait of the world is divided by it. */
  speed: number;
  tokens: TokenAuthority;
  faults: KubernetesFaults;
  /** What the app's identity may do in Azure; null or absent for everything. */
  roleAssignments?: readonly RoleAssignment[] | null;
  accessRecord?: AccessRecord;
  /** ValidatingAdmissionPolicies and their bindings that every cluster has; none when absent. */
  admissionPolicies?: GivenPolicies;
  host?: string;
  bookmarkPeriodMs?: number;
}

export interface WorldOptions {
  store: ObjectStore;
  clock: Clock;
  speed: number;
  faults: KubernetesFaults;
  kubernetesVersion: string;
  clusterName: string;
}

export interface RunningKubernetesClusters extends KubernetesClusters {
  /** The requests to a cluster's API server, oldest first; empty for an unknown cluster. */
  requestsOf(clusterId: string): readonly LoggedRequest[];
  /** The objects of a running cluster, for tests that check the store directly. */
  storeOf(clusterId: string): ObjectStore | undefined;
  stop(): Promise<void>;
}

type NewCluster = Parameters<KubernetesClusters['startCluster']>[0];

interface RunningCluster {
  server: ApiServer;
  world: PooledClusterWorld;
  store: ObjectStore;
  record: ClusterRecord;
}

/**
 * Creates an API server for each cluster, all with one certificate authority. `createWorld` makes the world that gives
 * a cluster its behaviour.
 */
export async function createClustersWithWorld(
  options: KubernetesClustersOptions,
  createWorld: (options: WorldOptions) => PooledClusterWorld,
): Promise<RunningKubernetesClusters> {
  const { clock, speed, tokens, host = '127.0.0.1' } = options;
  const authority = await createCertificateAuthority('Emulated AKS clusters');
  const certificate = await authority.issue([host, 'localhost']);
  const certificateAuthorityData = Buffer.from(authority.certificatePem).toString('base64');
  const clusters = new Map<string, RunningCluster>();
  // ARM ids are compared without regard to case.
  const keyOf = (id: string) => id.toLowerCase();
  const running = (id: string) => {
    const found = clusters.get(keyOf(id));
    if (!found) throw new Error(`No cluster runs under the id ${id}`);
    return found;
  };

  const { accessRecord = createAccessRecord() } = options;

  async function start({ id, name, kubernetesVersion, azureRbac, otherTenant, faults = options.faults }: NewCluster) {
    const store = createObjectStore({ clock });
    const pods = recordPodTimes(store, clock);
    const world = createWorld({ store, clock, speed, faults, kubernetesVersion, clusterName: name });
    seedObjects(store, world.admission, faults.objects);
    const server = await createApiServer({
      cluster: {
        store,
        clock,
        admission: world.admission,
        runtime: world.runtime,
        bookmarkPeriodMs: options.bookmarkPeriodMs ?? defaultBookmarkPeriodMs,
        watchDropsAfterMs: faults.flakyApiServer?.watchDropsAfterMs ?? null,
      },
      kubernetesVersion,
      tokens: otherTenant ? onlyLocalAccounts(tokens) : tokens,
      certificate,
      host,
      ...faultsOfServer(faults),
      admissionPolicies: options.admissionPolicies ?? [],
      authorization: { clusterId: id, ...rightsIn(options, faults, azureRbac), record: accessRecord },
    });
    return { server, world, store, record: { requests: server.requests, pods } };
  }

  async function stopCluster(id: string): Promise<void> {
    const cluster = clusters.get(keyOf(id));
    clusters.delete(keyOf(id));
    cluster?.world.stop();
    await cluster?.server.stop();
  }

  return {
    async startCluster(asked): Promise<ClusterEndpoint> {
      const cluster = clusters.get(keyOf(asked.id)) ?? (await start(asked));
      clusters.set(keyOf(asked.id), cluster);
      return { server: cluster.server.url, certificateAuthorityData };
    },
    stopCluster,
    setNodePool: (id, pool) => running(id).world.setNodePool(pool),
    removeNodePool: (id, name) => running(id).world.removeNodePool(name),
    reconcile: (id) => running(id).world.reconcile(),
    runCommand: async (id, command) => runCommand({ ...running(id), ...options, certificateAuthorityData }, command),
    recordOf: (id) => running(id).record,
    requestsOf: (id) => clusters.get(keyOf(id))?.record.requests ?? [],
    storeOf: (id) => clusters.get(keyOf(id))?.store,
    async stop() {
      await Promise.all([...clusters.keys()].map(stopCluster));
    },
  };
}

const rightsIn = (
  { roleAssignments = null, faults: ofAll }: KubernetesClustersOptions,
  faults: KubernetesFaults,
  azureRbac: boolean | undefined,
) => ({
  // Who may not do everything in Azure has no rights in a cluster that nobody bound to him there.
  rules: faults.access ?? ofAll.access ?? (roleAssignments ? [] : null),
  roleAssignments: azureRbac ? roleAssignments : null,
});

const faultsOfServer = (faults: KubernetesFaults) => ({
  failEvery: faults.flakyApiServer?.failEvery ?? null,
  silent: faults.apiServerSilent ?? false,
  accessReviewsForbidden: faults.accessReviewsForbidden ?? false,
  accessReviewsFail: faults.accessReviewsFail ?? false,
});

/** What a cluster of another tenant takes: the issuer of every other token is a stranger there. */
function onlyLocalAccounts(tokens: TokenAuthority): TokenAuthority {
  return {
    ...tokens,
    async checkToken(token, audience) {
      const checked = await tokens.checkToken(token, audience);
      return checked.ok && checked.objectId !== localAccount ? { ok: false, reason: 'malformed' } : checked;
    },
  };
}
