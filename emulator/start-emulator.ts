import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTokenAuthority } from './azure/identity/create-token-authority.ts';
import { owner } from './azure/identity/principals.ts';
import { type KeyVault, vaultOrder } from './azure/key-vault/serve-key-vault.ts';
import type { VaultKeySeed } from './azure/key-vault/vault-key.ts';
import { type GivenRole, toRoleAssignment } from './azure/resource-manager/authorization/parse-role-assignments.ts';
import type { ManagedCluster } from './azure/resource-manager/container-service/resources/managed-cluster.ts';
import { localAccountLifetimeSeconds } from './azure/resource-manager/container-service/routes/credential-routes.ts';
import { type ClusterSeed, clusterSeed } from './azure/resource-manager/container-service/seed-cluster.ts';
import type { ResourceManager } from './azure/resource-manager/serve-resource-manager.ts';
import { type AzureServices, startAzureServices } from './azure/start-azure-services.ts';
import { createRequestLog, type RequestLog } from './control/request-log.ts';
import { serveControl } from './control/serve-control.ts';
import type { PublishedEvent } from './event-grid/parse-published-events.ts';
import { createEventRouter } from './event-grid/subscriptions/create-event-router.ts';
import { createCertificateAuthority } from './http/certificate-authority.ts';
import { findScenario } from './scenarios/catalogue.ts';
import type { AccessRule } from './scenarios/scenario.ts';
import { createAccessRecord } from './seams/access-record.ts';
import { type Clock, createRealClock } from './seams/clock.ts';
import type { KubernetesClusters } from './seams/kubernetes-clusters.ts';
import type { TokenAuthority } from './seams/token-authority.ts';

/** The subscription and the cluster that every emulator has when nothing else is configured. */
export const seededSubscriptionId = '11111111-1111-4111-8111-111111111111';
export const seededCluster = 'demo';
const seedDefaults = { subscriptionId: seededSubscriptionId, resourceGroup: 'fleet', location: 'westeurope' };

type StoppableKubernetes = KubernetesClusters & { stop(): Promise<void> };

/** Loaded only when it is needed, because it loads a whole shell. */
const loadKubernetes = () => import('./kubernetes/create-kubernetes-clusters.ts');

export interface EmulatorOptions {
  /** The folder for the certificate authority and the kubeconfig. It is created if it does not exist. */
  stateDir: string;
  /** The name of a scenario in emulator/scenarios/catalogue.ts; `healthy` when absent. */
  scenario?: string;
  /** How many emulated milliseconds pass in each millisecond of the clock; `defaultSpeed` when absent. */
  speed?: number;
  clock?: Clock;
  /** The clusters that exist at the start; `demo` when absent. The kubeconfig is for the first one. */
  clusters?: ClusterSeed[];
  /** The keys of the vault; `evidence` on the curve P-256 when absent. */
  keys?: VaultKeySeed[];
  /** The first of five consecutive ports; free ports when absent. */
  portBase?: number;
  /** How many items a page of ARM's lists has. */
  pageSize?: number;
  /** What the app's identity may do in Azure, and where; everything when absent. */
  roleAssignments?: GivenRole[];
  /** What Kubernetes' RBAC allows it in the clusters; everything when this and `roleAssignments` are absent. */
  kubernetesAccess?: AccessRule[];
  /** Replaces the emulated clusters in tests of the Azure side. */
  kubernetes?: StoppableKubernetes;
}

export interface RunningEmulator {
  /** The environment variables with which the app must be started. */
  settings: Record<EmulatorSetting, string>;
  /** The URL of the control endpoint. */
  control: string;
  subscriptionId: string;
  resourceGroup: string;
  cluster: string;
  /** The address of the vault's first key, as KATAPROOF_SIGNING_KEY takes it. */
  signingKey: string;
  vault: KeyVault;
  /** The path of a kubeconfig file for the first cluster. */
  adminKubeconfig: string;
  /** The access key of the Event Grid topic, for publishers without a managed identity. */
  topicKey: string;
  /** A token for Resource Manager of somebody who owns the subscription, for whoever acts beside the app. */
  ownerToken: string;
  certificateAuthorityPem: string;
  tokens: TokenAuthority;
  requestLog: RequestLog;
  events: readonly PublishedEvent[];
  stop(): Promise<void>;
}

export type EmulatorSetting =
  | 'AZURE_RESOURCE_MANAGER_ENDPOINT'
  | 'AZURE_RESOURCE_MANAGER_AUDIENCE'
  | 'IDENTITY_ENDPOINT'
  | 'IDENTITY_HEADER'
  | 'NODE_EXTRA_CA_CERTS'
  | 'KATAPROOF_ALERT_TOPIC_ENDPOINT';

export const defaultSpeed = 60;
const demoCluster: ClusterSeed = { name: seededCluster, localAccounts: false };

/**
 * Starts a small Azure on loopback, with everything except the Functions host and the storage account. If one service
 * cannot start, the others are stopped and the error is thrown.
 */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  try {
    return { ...(await start(options, (stopOne) => stops.push(stopOne))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: EmulatorOptions,
  onStop: (stop: () => Promise<void>) => void,
): Promise<Omit<RunningEmulator, 'stop'>> {
  const { scenario, seeds, speed, clock } = readOptions(options);
  const port = (offset: number) => (options.portBase === undefined ? undefined : options.portBase + offset);
  const authority = await createCertificateAuthority('Kataproof emulator');
  const tokens = await createTokenAuthority(clock);
  const requestLog = createRequestLog(clock);
  const authorization = {
    roleAssignments: options.roleAssignments?.map(toRoleAssignment) ?? null,
    accessRecord: createAccessRecord(),
  };
  const { kubernetesAccess: access } = options;
  const faults = { ...scenario.kubernetes, ...(access && { access }) };
  const kubernetes =
    options.kubernetes ??
    (await (await loadKubernetes()).createKubernetesClusters({ clock, speed, tokens, faults, ...authorization }));
  onStop(() => kubernetes.stop());
  const keys = options.keys ?? [{ name: 'evidence' }];
  const { arm, topic, vault, ...azure } = await startAzureServices({
    clock,
    speed,
    tokens,
    kubernetes,
    faults: scenario.arm,
    ...authorization,
    subscriptions: [{ id: seededSubscriptionId, displayName: 'Kataproof emulator', resourceGroups: [] }],
    tls: await authority.issue(['127.0.0.1', 'localhost']),
    pageSize: options.pageSize,
    keys,
    observer: requestLog.observer,
    ports: { arm: port(0), identity: port(1), topic: port(2), vault: port(4) },
    onStop,
  });
  const router = createEventRouter({ clock, speed });
  onStop(async () => router.stop());
  const control = await serveControl({
    ...{ requestLog, events: topic.events, accessRecord: authorization.accessRecord },
    router,
    port: port(3),
    seed: (body) => seedOnDemand(arm, body),
    autoscale: async (order) => arm.autoscale(order),
    changeVault: async (order) => vault.change(vaultOrder.parse(order)),
    stopApiServer: (clusterId) => kubernetes.stopCluster(clusterId),
    recordOf: (clusterId) => kubernetes.recordOf(clusterId),
  });
  onStop(control.stop);
  const cluster = await seedAll(arm, seeds);
  const certificateAuthorityPem = authority.certificatePem;
  const files = await writeState(options.stateDir, certificateAuthorityPem, await arm.adminKubeconfig(cluster));
  return {
    settings: settingsOf({ arm, topic, ...azure }, files.certificateAuthority),
    control: control.url,
    subscriptionId: cluster.subscriptionId,
    resourceGroup: cluster.resourceGroup,
    cluster: cluster.name,
    signingKey: `${vault.url}/keys/${keys[0]?.name}`,
    vault,
    adminKubeconfig: files.adminKubeconfig,
    topicKey: azure.topicKey,
    ownerToken: await issueOwnerToken(tokens),
    certificateAuthorityPem,
    tokens,
    requestLog,
    events: topic.events,
  };
}

function settingsOf(azure: Omit<AzureServices, 'vault'>, certificateAuthority: string): RunningEmulator['settings'] {
  return {
    AZURE_RESOURCE_MANAGER_ENDPOINT: azure.arm.url,
    AZURE_RESOURCE_MANAGER_AUDIENCE: 'https://management.azure.com',
    IDENTITY_ENDPOINT: azure.identityEndpoint,
    IDENTITY_HEADER: azure.identityHeader,
    NODE_EXTRA_CA_CERTS: certificateAuthority,
    KATAPROOF_ALERT_TOPIC_ENDPOINT: azure.topic.endpoint,
  };
}

async function issueOwnerToken(tokens: TokenAuthority): Promise<string> {
  const audience = 'https://management.azure.com';
  return (await tokens.issueToken(audience, localAccountLifetimeSeconds, owner.objectId)).token;
}

function readOptions(options: EmulatorOptions) {
  const speed = options.speed ?? defaultSpeed;
  if (!Number.isFinite(speed) || speed <= 0) throw new Error(`speed must be a number above zero, not ${speed}.`);
  return {
    scenario: findScenario(options.scenario ?? 'healthy'),
    seeds: options.clusters?.length ? options.clusters : [demoCluster],
    speed,
    clock: options.clock ?? createRealClock(),
  };
}

/** Adds a cluster. Throws for a body that is not a seed, and ArmError for a cluster that AKS would refuse. */
async function seedOnDemand(arm: ResourceManager, body: unknown) {
  const { subscriptionId, resourceGroup, name } = await arm.seed(clusterSeed.parse(body), seedDefaults);
  return { subscriptionId, resourceGroup, name };
}

/** Adds all clusters and returns the first one. */
async function seedAll(arm: ResourceManager, seeds: ClusterSeed[]): Promise<ManagedCluster> {
  const [first = demoCluster, ...others] = seeds;
  const cluster = await arm.seed(first, seedDefaults);
  for (const seed of others) await arm.seed(seed, seedDefaults);
  return cluster;
}

async function writeState(stateDir: string, certificateAuthorityPem: string, kubeconfig: string) {
  await mkdir(stateDir, { recursive: true });
  const certificateAuthority = join(stateDir, 'certificate-authority.pem');
  const adminKubeconfig = join(stateDir, 'admin.kubeconfig');
  await writeFile(certificateAuthority, certificateAuthorityPem);
  await writeFile(adminKubeconfig, kubeconfig, { mode: 0o600 });
  return { certificateAuthority, adminKubeconfig };
}
