import { AzureKeyCredential, EventGridPublisherClient } from '@azure/eventgrid';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type EmulatedAzure, sendRequest, startEmulatedAzure } from '../../support/azure/emulated-azure.ts';

const cloudEvent = {
  type: 'Kataproof.NotIsolated',
  source: '/subscriptions/s/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo',
  subject: 'demo',
  id: 'alert-1',
  time: new Date('2026-11-20T12:00:00Z'),
  data: { verdict: 'shared-kernel' },
};
const eventGridEvent = { eventType: 'Kataproof.NotIsolated', subject: 'demo', dataVersion: '1', data: { a: 1 } };

describe('the Event Grid topic', () => {
  let azure: EmulatedAzure;
  let endpoint: string;
  let before: number;
  beforeAll(async () => {
    azure = await startEmulatedAzure({});
    const { settings } = azure.emulator;
    endpoint = settings.KATAPROOF_ALERT_TOPIC_ENDPOINT;
    process.env['IDENTITY_ENDPOINT'] = settings.IDENTITY_ENDPOINT;
    process.env['IDENTITY_HEADER'] = settings.IDENTITY_HEADER;
  });
  afterAll(() => azure.stop());
  beforeEach(async () => {
    before = (await published()).length;
  });

  const options = () => ({
    tlsOptions: { ca: azure.emulator.certificateAuthorityPem },
    retryOptions: { maxRetries: 0 },
  });
  const published = async () => {
    const response = await fetch(`${azure.emulator.control}/__emulator/events`);
    const { events } = (await response.json()) as { events: { schema: string; id: string; event: object }[] };
    return events;
  };
  const latest = async () => (await published()).slice(before);

  test('takes a CloudEvent that a managed identity publishes', async () => {
    const client = new EventGridPublisherClient(endpoint, 'CloudEvent', new ManagedIdentityCredential(), options());
    await client.send([cloudEvent]);
    expect(await latest()).toMatchObject([
      {
        schema: 'CloudEventSchemaV1_0',
        id: 'alert-1',
        type: 'Kataproof.NotIsolated',
        data: { verdict: 'shared-kernel' },
        event: { specversion: '1.0', source: cloudEvent.source, data: { verdict: 'shared-kernel' } },
      },
    ]);
  });

  test('takes a batch of Event Grid events that an access key publishes, in order', async () => {
    const key = new AzureKeyCredential(azure.emulator.topicKey);
    const client = new EventGridPublisherClient(endpoint, 'EventGrid', key, options());
    await client.send([
      { ...eventGridEvent, id: 'a' },
      { ...eventGridEvent, id: 'b' },
    ]);
    expect((await latest()).map(({ schema, id }) => `${schema} ${id}`)).toEqual([
      'EventGridSchema a',
      'EventGridSchema b',
    ]);
  });

  test('refuses a key that is not its own', async () => {
    const client = new EventGridPublisherClient(endpoint, 'CloudEvent', new AzureKeyCredential('guess'), options());
    await expect(client.send([cloudEvent])).rejects.toMatchObject({ statusCode: 401 });
    expect(await latest()).toEqual([]);
  });

  const post = async (body: unknown, headers: Record<string, string> = {}, query = '?api-version=2018-01-01') => {
    const url = new URL(`${endpoint}${query}`);
    const all = { 'aeg-sas-key': azure.emulator.topicKey, ...headers };
    return (await sendRequest(url, azure.emulator.certificateAuthorityPem, 'POST', body, all)).status;
  };
  const whole = { ...eventGridEvent, id: 'c', eventTime: '2026-11-20T12:00:00Z' };
  const cloud = { 'Content-Type': 'application/cloudevents-batch+json; charset=utf-8' };

  test('refuses a token for another audience, and none at all', async () => {
    const { token } = await azure.emulator.tokens.issueToken('https://management.azure.com', 60);
    expect(await post([whole], { 'aeg-sas-key': '', Authorization: `Bearer ${token}` })).toBe(401);
    expect(await post([whole], { 'aeg-sas-key': '' })).toBe(401);
    expect(await post([whole])).toBe(200);
  });

  test('refuses what is malformed, and keeps nothing of it', async () => {
    expect(await post('[{')).toBe(400);
    expect(await post(whole)).toBe(400);
    expect(await post([])).toBe(400);
    expect(await post([whole, { ...whole, subject: undefined }])).toBe(400);
    expect(await post([{ ...whole, eventTime: 'noon' }])).toBe(400);
    expect(await post([whole], cloud)).toBe(400);
    expect(await post([{ specversion: '0.3', id: '1', source: '/s', type: 't' }], cloud)).toBe(400);
    expect(await post([whole], { 'Content-Type': 'text/plain' })).toBe(400);
    expect(await post([whole], {}, '')).toBe(400);
    expect(await latest()).toEqual([]);
  });

  test('takes a megabyte and not a byte more', async () => {
    const padded = (bytes: number) => {
      const empty = JSON.stringify([{ ...whole, data: '' }]).length;
      return JSON.stringify([{ ...whole, data: 'x'.repeat(bytes - empty) }]);
    };
    expect(await post(padded(1024 * 1024))).toBe(200);
    expect(await post(padded(1024 * 1024 + 1))).toBe(413);
    expect(await latest()).toHaveLength(1);
  });
});
