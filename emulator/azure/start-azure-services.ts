import { randomBytes, randomUUID } from 'node:crypto';
import { type EventGridTopic, serveEventGridTopic } from '../event-grid/serve-event-grid-topic.ts';
import type { WireObserver } from '../http/exchange.ts';
import type { ArmFaults } from '../scenarios/scenario.ts';
import type { AccessRecord } from '../seams/access-record.ts';
import type { Clock } from '../seams/clock.ts';
import type { KubernetesClusters } from '../seams/kubernetes-clusters.ts';
import type { RoleAssignment } from '../seams/role-assignments.ts';
import type { TokenAuthority } from '../seams/token-authority.ts';
import { serveManagedIdentity } from './identity/serve-managed-identity.ts';
import { type KeyVault, serveKeyVault } from './key-vault/serve-key-vault.ts';
import type { VaultKeySeed } from './key-vault/vault-key.ts';
import { type ResourceManager, serveResourceManager } from './resource-manager/serve-resource-manager.ts';
import type { Subscription } from './resource-manager/subscriptions/subscription.ts';

/** The services whose requests and responses can be observed. */
export type ObservedService = 'resource-manager' | 'managed-identity' | 'event-grid' | 'key-vault';

export interface AzureServices {
  arm: ResourceManager;
  topic: EventGridTopic;
  vault: KeyVault;
  /** The access key of the topic. */
  topicKey: string;
  identityEndpoint: string;
  identityHeader: string;
}

/**
 * Starts the servers of Azure's protocols. Calls `onStop` for each server as soon as it runs, so that none stays behind
 * when a later one fails.
 */
export async function startAzureServices(options: {
  clock: Clock;
  speed: number;
  tokens: TokenAuthority;
  kubernetes: KubernetesClusters;
  faults: ArmFaults;
  subscriptions: Subscription[];
  roleAssignments: readonly RoleAssignment[] | null;
  accessRecord: AccessRecord;
  tls: { certPem: string; keyPem: string };
  pageSize: number | undefined;
  observer(service: ObservedService): WireObserver;
  /** The keys of the vault. */
  keys: readonly VaultKeySeed[];
  ports: Partial<Record<'arm' | 'identity' | 'topic' | 'vault', number | undefined>>;
  onStop(stop: () => Promise<void>): void;
}): Promise<AzureServices> {
  const { clock, speed, tokens, tls, observer, ports } = options;
  const identityHeader = randomUUID();
  const topicKey = randomBytes(32).toString('base64');
  const arm = await serveResourceManager({
    clock,
    speed,
    tokens,
    kubernetes: options.kubernetes,
    faults: options.faults,
    subscriptions: options.subscriptions,
    roleAssignments: options.roleAssignments,
    accessRecord: options.accessRecord,
    tls,
    port: ports.arm,
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    observe: observer('resource-manager'),
  });
  options.onStop(arm.stop);
  const identity = await serveManagedIdentity({
    tokens,
    identityHeader,
    port: ports.identity,
    observe: observer('managed-identity'),
  });
  options.onStop(identity.stop);
  const topic = await serveEventGridTopic({
    clock,
    tokens,
    accessKey: topicKey,
    tls,
    port: ports.topic,
    observe: observer('event-grid'),
  });
  options.onStop(topic.stop);
  const vault = await serveKeyVault({
    clock,
    tokens,
    roleAssignments: options.roleAssignments,
    accessRecord: options.accessRecord,
    keys: options.keys,
    tls,
    port: ports.vault,
    observe: observer('key-vault'),
  });
  options.onStop(vault.stop);
  return { arm, topic, vault, topicKey, identityEndpoint: identity.endpoint, identityHeader };
}
