import { z } from 'zod';
import { eventFilter } from './event-filter.ts';

const armId = z.string().startsWith('/subscriptions/');

const storageQueue = z.object({
  endpointType: z.literal('StorageQueue'),
  properties: z.object({
    resourceId: armId,
    queueName: z.string(),
    queueMessageTimeToLiveInSeconds: z.number().int().optional(),
  }),
});
const azureFunction = z.object({
  endpointType: z.literal('AzureFunction'),
  properties: z.looseObject({
    resourceId: armId.regex(/\/functions\/[^/]+$/, 'must be the id of a function'),
  }),
});
const webhook = z.object({
  endpointType: z.literal('WebHook'),
  properties: z.looseObject({ endpointUrl: z.url() }),
});
const destination = z.discriminatedUnion('endpointType', [storageQueue, azureFunction, webhook]);

const deadLetterDestination = z.object({
  endpointType: z.literal('StorageBlob'),
  properties: z.object({ resourceId: armId, blobContainerName: z.string() }),
});

const identity = z.object({ type: z.literal('SystemAssigned') });

/**
 * `properties` of `Microsoft.EventGrid/systemTopics/eventSubscriptions` (2025-02-15), as far as it is emulated: queues,
 * functions and webhooks; dead letters in blobs; with or without the topic's identity, which may do everything here.
 */
export const eventSubscriptionProperties = z
  .strictObject({
    destination: destination.optional(),
    /** Not for functions and webhooks (Microsoft Learn, "Event delivery with a managed identity"). */
    deliveryWithResourceIdentity: z.object({ identity, destination: storageQueue }).optional(),
    deadLetterDestination: deadLetterDestination.optional(),
    deadLetterWithResourceIdentity: z.object({ identity, deadLetterDestination }).optional(),
    eventDeliverySchema: z.enum(['EventGridSchema', 'CloudEventSchemaV1_0']).default('EventGridSchema'),
    retryPolicy: z
      .object({
        maxDeliveryAttempts: z.number().int().min(1).max(30).default(30),
        eventTimeToLiveInMinutes: z.number().int().min(1).max(1440).default(1440),
      })
      .default({ maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }),
    filter: eventFilter,
  })
  .transform(({ deliveryWithResourceIdentity, deadLetterWithResourceIdentity, ...properties }, check) => {
    const to = deliveryWithResourceIdentity?.destination ?? properties.destination;
    if (!to) check.addIssue({ code: 'custom', message: 'destination is missing' });
    const deadLetters = deadLetterWithResourceIdentity?.deadLetterDestination ?? properties.deadLetterDestination;
    const { eventDeliverySchema, retryPolicy, filter } = properties;
    return { destination: to as z.output<typeof destination>, deadLetters, eventDeliverySchema, retryPolicy, filter };
  });

export type Destination = z.output<typeof destination>;
export type DeadLetterDestination = z.output<typeof deadLetterDestination>;

/** An event subscription of the topic of one source. */
export const eventSubscription = z.object({
  /** The source of the system topic, or the id of a custom topic. */
  source: armId,
  name: z.string().regex(/^[a-zA-Z0-9-]{3,64}$/, 'must be 3 to 64 letters, digits and dashes'),
  properties: eventSubscriptionProperties,
});

export type EventSubscription = z.output<typeof eventSubscription>;
