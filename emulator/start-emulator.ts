import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTokenAuthority } from './azure/identity/create-token-authority.ts';
import { serveManagedIdentity } from './azure/identity/serve-managed-identity.ts';
import { type ClusterSeed, clusterSeed } from './azure/resource-manager/container-service/seed-cluster.ts';
import { serveResourceManager } from './azure/resource-manager/serve-resource-manager.ts';
import { createCertificateAuthority } from './certificate-authority.ts';
import { type Clock, createRealClock } from './clock.ts';
import { createRequestLog, type RequestLog } from './control/request-log.ts';
import { serveControl } from './control/serve-control.ts';
import type { PublishedEvent } from './event-grid/read-published-events.ts';
import { serveEventGridTopic } from './event-grid/serve-event-grid-topic.ts';
import { findScenario } from './scenarios/catalogue.ts';
import type { KubernetesClusters, TokenAuthority } from './seams.ts';

/** What every emulator starts with. */
export const seededSubscriptionId = '11111111-1111-4111-8111-111111111111';
export const seededResourceGroup = 'fleet';
export const seededLocation = 'westeurope';
export const seededCluster = 'demo';

type StoppableKubernetes = KubernetesClusters & { stop(): Promise<void> };

export interface EmulatorOptions {
  /** Folder for the certificate authority and the kubeconfig; made if need be. */
  stateDir: string;
  /** A name of emulator/scenarios/catalogue.ts; `healthy` when absent. */
  scenario?: string;
  /** Emulated milliseconds in each millisecond of the clock; 60 when absent: a pool then takes three seconds. */
  speed?: number;
  clock?: Clock;
  /** The clusters that are there from the start, the first of which the kubeconfig is for; `demo` when absent. */
  clusters?: ClusterSeed[];
  /** The first of four ports in a row; free ones when absent. */
  portBase?: number;
  /** Items in each page of ARM's lists. */
  pageSize?: number;
  /** In place of the emulated clusters, for tests of the Azure half. */
  kubernetes?: StoppableKubernetes;
  /** Makes what is random in the clusters repeatable. */
  seed?: string;
}

export interface RunningEmulator {
  /** What the app is to be started with, by environment variable. */
  settings: Record<EmulatorSetting, string>;
  /** URL of the control endpoint. */
  control: string;
  subscriptionId: string;
  resourceGroup: string;
  cluster: string;
  /** File with a kubeconfig for the first cluster. */
  adminKubeconfig: string;
  /** Access key of the Event Grid topic, for publishers without a managed identity. */
  topicKey: string;
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

/** Starts a small Azure on loopback: everything but the Functions host and the storage account. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const { faults, seeds, speed, clock } = readOptions(options);
  await mkdir(options.stateDir, { recursive: true });
  const authority = await createCertificateAuthority('Kataproof emulator');
  const tls = await authority.issue(['127.0.0.1', 'localhost']);
  const tokens = await createTokenAuthority(clock);
  const requestLog = createRequestLog(clock);
  const port = (offset: number) => (options.portBase === undefined ? undefined : options.portBase + offset);
  const identityHeader = randomUUID();
  const topicKey = randomBytes(32).toString('base64');
  const kubernetes =
    options.kubernetes ??
    (await startKubernetes({
      clock,
      speed,
      tokens,
      faults: faults.kubernetes,
      ...(options.seed !== undefined && { seed: options.seed }),
    }));
  const arm = await serveResourceManager({
    clock,
    speed,
    tokens,
    kubernetes,
    faults: faults.arm,
    subscriptions: [{ id: seededSubscriptionId, displayName: 'Kataproof emulator', resourceGroups: [] }],
    tls,
    port: port(0),
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    observe: requestLog.observer('resource-manager'),
  });
  const identity = await serveManagedIdentity({
    tokens,
    identityHeader,
    port: port(1),
    observe: requestLog.observer('managed-identity'),
  });
  const topic = await serveEventGridTopic({
    clock,
    tokens,
    accessKey: topicKey,
    tls,
    port: port(2),
    observe: requestLog.observer('event-grid'),
  });
  const defaults = {
    subscriptionId: seededSubscriptionId,
    resourceGroup: seededResourceGroup,
    location: seededLocation,
  };
  const control = await serveControl({
    requestLog,
    events: topic.events,
    port: port(3),
    async seed(body) {
      const { subscriptionId, resourceGroup, name } = await arm.seed(clusterSeed.parse(body), defaults);
      return { subscriptionId, resourceGroup, name };
    },
  });

  const [first, ...others] = seeds;
  const cluster = await arm.seed(first ?? demoCluster, defaults);
  for (const seed of others) await arm.seed(seed, defaults);
  const certificateFile = join(options.stateDir, 'certificate-authority.pem');
  const adminKubeconfig = join(options.stateDir, 'admin.kubeconfig');
  await writeFile(certificateFile, authority.certificatePem);
  await writeFile(adminKubeconfig, await arm.adminKubeconfig(cluster), { mode: 0o600 });

  return {
    settings: {
      AZURE_RESOURCE_MANAGER_ENDPOINT: arm.url,
      AZURE_RESOURCE_MANAGER_AUDIENCE: 'https://management.azure.com',
      IDENTITY_ENDPOINT: identity.endpoint,
      IDENTITY_HEADER: identityHeader,
      NODE_EXTRA_CA_CERTS: certificateFile,
      KATAPROOF_ALERT_TOPIC_ENDPOINT: topic.endpoint,
    },
    control: control.url,
    subscriptionId: cluster.subscriptionId,
    resourceGroup: cluster.resourceGroup,
    cluster: cluster.name,
    adminKubeconfig,
    topicKey,
    certificateAuthorityPem: authority.certificatePem,
    tokens,
    requestLog,
    events: topic.events,
    async stop() {
      await Promise.all([arm.stop(), identity.stop(), topic.stop(), control.stop()]);
      await kubernetes.stop();
    },
  };
}

function readOptions(options: EmulatorOptions) {
  const speed = options.speed ?? defaultSpeed;
  if (!Number.isFinite(speed) || speed <= 0)
    throw new Error(`speed must be a number above zero, not ${options.speed}.`);
  return {
    faults: findScenario(options.scenario ?? 'healthy'),
    seeds: options.clusters?.length ? options.clusters : [demoCluster],
    speed,
    clock: options.clock ?? createRealClock(),
  };
}

async function startKubernetes(options: Record<string, unknown>): Promise<StoppableKubernetes> {
  const path = './kubernetes/create-kubernetes-clusters.ts';
  const { createKubernetesClusters } = await import(path);
  return createKubernetesClusters(options);
}
