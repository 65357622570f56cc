import { randomBytes, randomUUID } from 'node:crypto';
import type { RequestLog } from '../control/request-log.ts';
import { type EventGridTopic, serveEventGridTopic } from '../event-grid/serve-event-grid-topic.ts';
import type { ArmFaults } from '../scenarios/scenario.ts';
import type { Clock } from '../seams/clock.ts';
import type { KubernetesClusters } from '../seams/kubernetes-clusters.ts';
import type { TokenAuthority } from '../seams/token-authority.ts';
import { serveManagedIdentity } from './identity/serve-managed-identity.ts';
import { type ResourceManager, serveResourceManager } from './resource-manager/serve-resource-manager.ts';
import type { Subscription } from './resource-manager/subscriptions/subscription.ts';

export interface AzureServices {
  arm: ResourceManager;
  topic: EventGridTopic;
  /** Access key of the topic. */
  topicKey: string;
  identityEndpoint: string;
  identityHeader: string;
}

/** Serves Azure's protocols; `onStop` is told of every server as soon as it runs. */
export async function startAzureServices(options: {
  clock: Clock;
  speed: number;
  tokens: TokenAuthority;
  kubernetes: KubernetesClusters;
  faults: ArmFaults;
  subscriptions: Subscription[];
  tls: { certPem: string; keyPem: string };
  pageSize: number | undefined;
  requestLog: RequestLog;
  ports: { arm?: number | undefined; identity?: number | undefined; topic?: number | undefined };
  onStop(stop: () => Promise<void>): void;
}): Promise<AzureServices> {
  const { clock, speed, tokens, tls, requestLog, ports } = options;
  const identityHeader = randomUUID();
  const topicKey = randomBytes(32).toString('base64');
  const arm = await serveResourceManager({
    clock,
    speed,
    tokens,
    kubernetes: options.kubernetes,
    faults: options.faults,
    subscriptions: options.subscriptions,
    tls,
    port: ports.arm,
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    observe: requestLog.observer('resource-manager'),
  });
  options.onStop(arm.stop);
  const observeIdentity = requestLog.observer('managed-identity');
  const identity = await serveManagedIdentity({
    tokens,
    identityHeader,
    port: ports.identity,
    observe: observeIdentity,
  });
  options.onStop(identity.stop);
  const observeTopic = requestLog.observer('event-grid');
  const topic = await serveEventGridTopic({
    clock,
    tokens,
    accessKey: topicKey,
    tls,
    port: ports.topic,
    observe: observeTopic,
  });
  options.onStop(topic.stop);
  return { arm, topic, topicKey, identityEndpoint: identity.endpoint, identityHeader };
}
