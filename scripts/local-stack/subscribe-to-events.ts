import { readFileSync } from 'node:fs';
import type { EmulatorReady } from './start-emulated-azure.ts';

/** The two ways of infra/main.bicep's parameter of that name. */
export type EventDelivery = 'StorageQueue' | 'AzureFunction';

export const eventDeliveries: readonly EventDelivery[] = ['StorageQueue', 'AzureFunction'];

interface Around {
  emulator: EmulatorReady;
  /** Of the storage account with the queue and the dead letters. */
  connectionString: string;
  /** The queue that the app listens to. */
  queueName: string;
  host: { baseUrl: string; masterKey: string };
}

const filters = JSON.parse(readFileSync(new URL('../../infra/events/filters.json', import.meta.url), 'utf8')) as Record<
  'clusterEvents' | 'resourceChanges' | 'announcements',
  object
>;

/** The name in infra/app/storage-names.bicep. */
const deadLetterContainerName = 'dead-letters';

/** Throws what the emulator says of a body that it refuses. */
async function tell(control: string, what: string, body: object): Promise<void> {
  const response = await fetch(`${control}/__emulator/${what}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`The emulated Event Grid refuses one of the ${what}: ${answer}`);
}

/** Creates what infra/app/storage.bicep creates, and neither Event Grid nor the Functions host. */
async function createStorage({ connectionString, queueName }: Around): Promise<void> {
  const { QueueServiceClient } = await import('@azure/storage-queue');
  const { BlobServiceClient } = await import('@azure/storage-blob');
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  const containers = BlobServiceClient.fromConnectionString(connectionString);
  await Promise.all([
    queues.getQueueClient(queueName).createIfNotExists(),
    queues.getQueueClient(`${queueName}-poison`).createIfNotExists(),
    containers.getContainerClient(deadLetterContainerName).createIfNotExists(),
  ]);
}

/**
 * Subscribes the app to the events of the emulated subscription and its first cluster, with the filters and in the way
 * that infra/events deploys. It may be called again.
 */
export async function subscribeToEvents(delivery: EventDelivery, around: Around): Promise<void> {
  const { control, subscriptionId, resourceGroup, cluster } = around.emulator;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/kataproof/providers`;
  const accountId = `${group}/Microsoft.Storage/storageAccounts/kataproof`;
  const siteId = `${group}/Microsoft.Web/sites/kataproof`;
  const { baseUrl, masterKey: key } = around.host;
  await createStorage(around);
  await tell(control, 'known-resources', { resourceId: accountId, connectionString: around.connectionString });
  await tell(control, 'known-resources', { resourceId: siteId, baseUrl, key });

  const identity = { type: 'SystemAssigned' };
  const deadLetters = {
    endpointType: 'StorageBlob',
    properties: { resourceId: accountId, blobContainerName: deadLetterContainerName },
  };
  const queue = {
    endpointType: 'StorageQueue',
    properties: { resourceId: accountId, queueName: around.queueName },
  };
  const subscribe = (source: string, name: string, functionName: string, filter: object) =>
    tell(control, 'event-subscriptions', {
      source,
      name: `kataproof-${name}`,
      properties: {
        ...(delivery === 'StorageQueue'
          ? { deliveryWithResourceIdentity: { identity, destination: queue } }
          : {
              destination: {
                endpointType: 'AzureFunction',
                properties: { resourceId: `${siteId}/functions/${functionName}` },
              },
            }),
        deadLetterWithResourceIdentity: { identity, deadLetterDestination: deadLetters },
        eventDeliverySchema: 'CloudEventSchemaV1_0',
        filter,
      },
    });
  const subscription = `/subscriptions/${subscriptionId}`;
  const clusterId = `${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;
  await subscribe(clusterId, 'cluster', 'onClusterEvent', filters.clusterEvents);
  await subscribe(subscription, 'changes', 'onResourceChanged', filters.resourceChanges);
  await subscribe(subscription, 'announcements', 'onClusterEvent', filters.announcements);
}
