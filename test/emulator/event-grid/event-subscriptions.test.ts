import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createEventRouter } from '../../../emulator/event-grid/subscriptions/create-event-router.ts';
import { eventSubscription } from '../../../emulator/event-grid/subscriptions/event-subscription.ts';
import type { GridEvent } from '../../../emulator/event-grid/subscriptions/grid-event.ts';
import { createSteppedClock, type SteppedClock } from '../../../emulator/seams/clock.ts';
import { eventually } from '../../support/eventually.ts';
import { newTablePrefix, openStorageRoom } from '../../support/storage/shared-azurite.ts';

const source = '/subscriptions/22222222-2222-2222-2222-222222222222';
const accountId = `${source}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`;
const siteId = `${source}/resourceGroups/rg/providers/Microsoft.Web/sites/app`;
const minuteMs = 60_000;

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let received: Received[];
let status: number;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { method = '', url = '', headers } = request;
  received.push({ method, url, headers, body });
  if (method === 'OPTIONS') response.writeHead(200, { 'webhook-allowed-origin': 'eventgrid.azure.net' }).end();
  else if (headers['aeg-event-type'] === 'SubscriptionValidation') {
    const [event] = JSON.parse(body) as { data: { validationCode: string } }[];
    response.writeHead(200).end(JSON.stringify({ validationResponse: event?.data.validationCode }));
  } else response.writeHead(status).end();
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let clock: SteppedClock;
let router: ReturnType<typeof createEventRouter>;
let room: string;
const { connectionString } = openStorageRoom();
const queue = () => QueueServiceClient.fromConnectionString(connectionString).getQueueClient(room);
const container = () => BlobServiceClient.fromConnectionString(connectionString).getContainerClient(room);

beforeEach(async () => {
  received = [];
  status = 200;
  clock = createSteppedClock(Date.UTC(2026, 10, 26));
  router = createEventRouter({ clock, speed: 1 });
  router.known.add({
    resourceId: accountId.toUpperCase().replace('/SUBSCRIPTIONS/', '/subscriptions/'),
    connectionString,
  });
  router.known.add({ resourceId: siteId, baseUrl: url, key: 'the-key' });
  room = newTablePrefix();
  await queue().create();
  await container().create();
});

const event = (id: string, eventType = 'Contoso.Written'): GridEvent => ({
  ...{ id, topic: source, subject: 'a', eventType, eventTime: '2026-11-26T00:00:00Z' },
  ...{ data: { a: 1 }, dataVersion: '1', metadataVersion: '1' },
});

const deadLetters = () => ({
  deadLetterWithResourceIdentity: {
    identity: { type: 'SystemAssigned' },
    deadLetterDestination: {
      endpointType: 'StorageBlob',
      properties: { resourceId: accountId, blobContainerName: room },
    },
  },
});
const toQueue = (queueName = room) => ({
  deliveryWithResourceIdentity: {
    identity: { type: 'SystemAssigned' },
    destination: { endpointType: 'StorageQueue', properties: { resourceId: accountId, queueName } },
  },
  ...deadLetters(),
});
const toWebhook = { destination: { endpointType: 'WebHook', properties: { endpointUrl: 'http://replaced' } } };
const toFunction = {
  destination: { endpointType: 'AzureFunction', properties: { resourceId: `${siteId}/functions/onEvent` } },
};

const subscribe = (properties: object) =>
  router.subscribe(eventSubscription.parse({ source, name: 'test', properties }));

const webhook = () => ({ destination: { endpointType: 'WebHook', properties: { endpointUrl: `${url}/hook` } } });

async function readDeadLetters(): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const { name } of container().listBlobsFlat()) {
    const text = (await container().getBlobClient(name).downloadToBuffer()).toString('utf8');
    found.push({ path: name.split('/').slice(0, 2).join('/'), ...(JSON.parse(text) as object[])[0] });
  }
  return found;
}

describe('to a queue', () => {
  test('goes what the filter lets pass, of this source alone, one event a message, as base64', async () => {
    await subscribe({
      ...toQueue(),
      eventDeliverySchema: 'CloudEventSchemaV1_0',
      filter: { includedEventTypes: ['Contoso.Written'] },
    });
    const other = { ...event('3'), topic: `${source}/resourceGroups/other` };
    const shouted = { ...event('1'), topic: source.toUpperCase() };
    await router.publish([shouted, event('2', 'Contoso.Read'), other]);
    const { receivedMessageItems } = await queue().receiveMessages({ numberOfMessages: 32 });
    const texts = receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString('utf8'));
    expect(texts.map((text) => JSON.parse(text))).toEqual([
      {
        ...{ id: '1', source: source.toUpperCase(), specversion: '1.0', type: 'Contoso.Written', subject: 'a' },
        ...{ time: '2026-11-26T00:00:00Z', data: { a: 1 } },
      },
    ]);
  });

  test('an event of more than 64 kB is given up at once', async () => {
    await subscribe(toQueue());
    const [delivery] = await router.publish([{ ...event('big'), data: 'x'.repeat(49_000) }]);
    expect(delivery).toMatchObject({ lastStatus: 413, attempts: 1 });
    await clock.advance(5 * minuteMs);
    await eventually('the dead letter', async () => (delivery?.outcome === 'dead-lettered' ? true : undefined));
    expect(await readDeadLetters()).toMatchObject([
      { path: `${source.split('/')[2]}/TEST`, id: 'big', deadLetterReason: 'UndeliverableDueToEndpointFailure' },
    ]);
  });

  test('that is not there, or whose account nobody knows, the subscription is refused', async () => {
    await expect(subscribe(toQueue('absent'))).rejects.toThrow(/pre-exist/);
    const elsewhere = JSON.parse(JSON.stringify(toQueue()).replaceAll('/st"', '/other"')) as object;
    await expect(subscribe(elsewhere)).rejects.toThrow(/pre-exist/);
  });
});

describe('to a webhook', () => {
  test('goes a list of one, after the endpoint has answered its code', async () => {
    await subscribe(webhook());
    await router.publish([event('1')]);
    expect(received.map(({ method, headers }) => [method, headers['aeg-event-type']])).toEqual([
      ['POST', 'SubscriptionValidation'],
      ['POST', 'Notification'],
    ]);
    expect(JSON.parse(received[1]?.body ?? '')).toEqual([event('1')]);
    expect(received[1]?.headers).toMatchObject({ 'aeg-subscription-name': 'TEST', 'aeg-delivery-count': '1' });
  });

  test('goes a CloudEvent alone, after the endpoint has allowed the origin', async () => {
    await subscribe({ ...webhook(), eventDeliverySchema: 'CloudEventSchemaV1_0' });
    await router.publish([event('1')]);
    expect(received.map(({ method }) => method)).toEqual(['OPTIONS', 'POST']);
    expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({ id: '1', specversion: '1.0' });
    expect(received[1]?.headers['content-type']).toMatch(/^application\/cloudevents\+json/);
  });

  test('is not subscribed to one that does not answer the code', async () => {
    const nobody = { destination: { endpointType: 'WebHook', properties: { endpointUrl: 'http://127.0.0.1:9/' } } };
    await expect(subscribe(nobody)).rejects.toThrow(/agree/);
  });

  test('of a function app goes to its extension, with its key', async () => {
    await subscribe(toFunction);
    await router.publish([event('1')]);
    expect(received[1]?.url).toBe('/runtime/webhooks/EventGrid?functionName=onEvent&code=the-key');
  });
});

describe('a delivery that fails', () => {
  /** Moves the clock and lets the attempt that is due then end. */
  async function pass(ms: number): Promise<void> {
    const before = router.deliveries[0]?.attempts ?? 0;
    await clock.advance(ms);
    await eventually('the attempt', async () => ((router.deliveries[0]?.attempts ?? 0) > before ? true : undefined));
  }

  test('is tried again after longer and longer waits until it is taken', async () => {
    await subscribe(webhook());
    status = 500;
    await router.publish([event('1')]);
    await pass(10_000);
    await pass(30_000);
    status = 202;
    await pass(minuteMs);
    await eventually('the end', async () => (router.deliveries[0]?.outcome === 'delivered' ? true : undefined));
    expect(router.deliveries[0]).toMatchObject({ attempts: 4, lastStatus: 202 });
    expect(received.filter(({ body }) => body.includes('"id":"1"'))).toHaveLength(4);
  });

  test('is given up to the dead letters after the last attempt, five minutes later', async () => {
    const retryPolicy = { maxDeliveryAttempts: 2, eventTimeToLiveInMinutes: 1440 };
    await subscribe({ ...webhook(), ...deadLetters(), retryPolicy, eventDeliverySchema: 'CloudEventSchemaV1_0' });
    status = 503;
    await router.publish([event('1')]);
    await pass(30_000);
    expect(await readDeadLetters()).toEqual([]);
    await clock.advance(5 * minuteMs);
    await eventually('the end', async () => (router.deliveries[0]?.outcome === 'dead-lettered' ? true : undefined));
    expect(await readDeadLetters()).toMatchObject([
      { id: '1', deadletterreason: 'MaxDeliveryAttemptsExceeded', deliveryattempts: 2, lastdeliveryoutcome: '503' },
    ]);
  });

  test.each([
    ['a webhook that refuses its key is not asked again', () => webhook(), 401, 'dropped'],
    ['a function that does so is, five minutes later', () => toFunction, 401, 'pending'],
    ['nobody is asked again who may not be', () => toFunction, 403, 'dropped'],
  ])('%s', async (_, destination, refusal, outcome) => {
    await subscribe(destination());
    status = refusal;
    const [delivery] = await router.publish([event('1')]);
    await clock.advance(5 * minuteMs);
    await eventually('the outcome', async () =>
      outcome === 'pending' ? delivery?.attempts === 2 || undefined : delivery?.outcome !== 'pending' || undefined,
    );
    expect(delivery?.outcome).toBe(outcome);
    router.stop();
  });
});

test.each([
  [
    'an endpoint that is not emulated',
    { destination: { endpointType: 'EventHub', properties: { resourceId: source } } },
  ],
  [
    'an identity for a webhook',
    { deliveryWithResourceIdentity: { identity: { type: 'SystemAssigned' }, ...toWebhook } },
  ],
  ['no destination', {}],
  ['more attempts than Event Grid makes', { ...toWebhook, retryPolicy: { maxDeliveryAttempts: 31 } }],
])('%s is refused', (_, properties) => {
  expect(eventSubscription.safeParse({ source, name: 'test', properties }).success).toBe(false);
});
