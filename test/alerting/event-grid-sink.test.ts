import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audienceOf } from '../../shared/alerting/event-grid-sink.ts';
import { createAlertSinks } from '../../shared/alerting/http-alert-sinks.ts';
import { accessTo } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { askInVain, type ScriptedArm, startScriptedArm } from '../support/azure/start-scripted-arm.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import { clusterId, longestAlert, sampleAlert } from '../support/samples/sample-alert.ts';
import { trustCertificate } from '../support/trust-certificate.ts';

let azure: EmulatedAzure;
beforeAll(async () => {
  azure = await startEmulatedAzure({});
});
afterAll(() => azure.stop());

const eventGridAudience = 'https://eventgrid.azure.net';
const nowMs = Date.parse('2026-11-20T12:00:00.000Z');

function open(change: { endpoint?: string; key?: string | null; timeoutMs?: number } = {}) {
  trustCertificate(azure.emulator.certificateAuthorityPem);
  const {
    endpoint = azure.emulator.settings.KATAPROOF_ALERT_TOPIC_ENDPOINT,
    key = azure.emulator.topicKey,
    timeoutMs = hangMs,
  } = change;
  return createAlertSinks({
    sinks: [{ name: 'topic', kind: 'event-grid', minimumSeverity: 'info', endpoint, ...(key && { key }) }],
    credential: accessTo(azure).credential,
    now: () => nowMs,
    timeoutMs,
  });
}

const openScripted = ({ access }: ScriptedArm, timeoutMs: number, key = azure.emulator.topicKey) =>
  createAlertSinks({
    sinks: [
      {
        name: 'topic',
        kind: 'event-grid',
        minimumSeverity: 'info',
        endpoint: `${access.endpoint}/api/events`,
        key,
      },
    ],
    credential: access.credential,
    now: () => nowMs,
    timeoutMs,
  });

const published = (id: string) => azure.emulator.events.filter((event) => event.id === id);

describe('an alert', () => {
  test('is a CloudEvent on the topic: the cluster its source, the pool its subject', async () => {
    const alert = sampleAlert('e-1');
    await open().deliver('topic', [alert]);
    const { id, at, clusterId: source, ...data } = alert;
    expect(published('e-1').map(({ event, schema }) => ({ schema, event }))).toEqual([
      {
        schema: 'CloudEventSchemaV1_0',
        event: {
          specversion: '1.0',
          datacontenttype: 'application/json',
          type: 'Kataproof.Alert.Opened',
          source,
          subject: 'kata',
          id,
          time: at,
          data,
        },
      },
    ]);
    expect(source).toBe(clusterId);
  });

  test.each([
    ['worsened', 'Kataproof.Alert.Worsened'],
    ['stale', 'Kataproof.Alert.Stale'],
    ['resolved', 'Kataproof.Alert.Resolved'],
  ] as const)('that is %s has a type to filter by', async (kind, type) => {
    await open().deliver('topic', [sampleAlert(kind, { kind })]);
    expect(published(kind)).toMatchObject([{ type }]);
  });

  test('sent twice has one id', async () => {
    const sinks = open();
    await sinks.deliver('topic', [sampleAlert('e-2')]);
    await sinks.deliver('topic', [sampleAlert('e-2')]);
    expect(published('e-2')).toHaveLength(2);
  });

  test('goes with the others of its cluster in one batch, however long they are', async () => {
    const alerts = Array.from({ length: 10 }, (_, index) => longestAlert(`long-${index}`));
    await open().deliver('topic', alerts);
    expect(alerts.map(({ id }) => published(id).length)).toEqual(alerts.map(() => 1));
  });

  test('holds no secret that a cluster wrote', async () => {
    await open().deliver('topic', [sampleAlert('e-3', { reason: 'at https://x/?sig=HUNTER2' })]);
    expect(JSON.stringify(published('e-3'))).toContain('?[removed]');
  });

  test("goes with the app's identity where there is no key", async () => {
    const scopes: string[] = [];
    const sinks = createAlertSinks({
      sinks: [
        {
          name: 'topic',
          kind: 'event-grid',
          minimumSeverity: 'info',
          endpoint: azure.emulator.settings.KATAPROOF_ALERT_TOPIC_ENDPOINT,
        },
      ],
      credential: {
        async getToken(scope) {
          scopes.push(String(scope));
          const { token, expiresOnSeconds } = await azure.emulator.tokens.issueToken(eventGridAudience, 3600);
          return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
        },
      },
      now: () => nowMs,
    });
    trustCertificate(azure.emulator.certificateAuthorityPem);
    await sinks.deliver('topic', [sampleAlert('e-4')]);
    expect(scopes[0]).toContain(eventGridAudience);
    expect(published('e-4')).toHaveLength(1);
  });
});

describe('an alert that the topic does not take', () => {
  test('for a wrong key says what to check, and shows neither key', async () => {
    const key = Buffer.alloc(32, 5).toString('base64');
    const failure = await failureOf(open({ key }).deliver('topic', [sampleAlert('f-1')]));
    expect(failure).toMatchObject({ code: 'Forbidden', retryable: true });
    expect(failure.message).toMatch(/sink topic.*key.*EventGrid Data Sender/);
    expect(failure.message).not.toContain(key);
    expect(published('f-1')).toEqual([]);
  });

  test('never tells the key that was sent, though the topic does and it looks like none', async () => {
    const key = 'some-words-for-a-key';
    const body = { error: { code: 'BadRequest', message: `aeg: ${key} is not known` } };
    const topic = await startScriptedArm([{ status: 400, body }]);
    const failure = await failureOf(openScripted(topic, hangMs, key).deliver('topic', [sampleAlert('f-4')]));
    expect(failure.message).toMatch(/aeg: \[token removed\] is not known$/);
    await topic.stop();
  });

  test('since nobody answers is a failure that heals', async () => {
    const failure = await failureOf(
      open({ endpoint: 'https://127.0.0.1:9/api/events' }).deliver('topic', [sampleAlert('f-2')]),
    );
    expect(failure).toMatchObject({ code: 'SinkUnreachable', retryable: true });
  });

  test.each([
    ['reset', { code: 'SinkUnreachable', retryable: true }],
    [
      { status: 503, headers: { 'Retry-After': '5' } },
      { code: 'ServerFailed', retryable: true, retryAfterMs: 5000 },
    ],
    [
      { status: 429, headers: { 'Retry-After': 'Fri, 20 Nov 2026 12:00:09 GMT' } },
      { code: 'Throttled', retryable: true, retryAfterMs: 9000 },
    ],
    [
      { status: 307, headers: { Location: 'https://127.0.0.1:9/elsewhere' } },
      { code: 'Http307', retryable: false },
    ],
    [
      {
        status: 400,
        body: { error: { code: 'BadRequest', message: 'This resource is configured for another schema.' } },
      },
      { code: 'BadRequest', retryable: false, message: expect.stringContaining('another schema') },
    ],
  ] as const)('since it answers %o is told as it is, after one try', async (answer, expected) => {
    const topic = await startScriptedArm([answer]);
    const sinks = openScripted(topic, hangMs);
    expect(await failureOf(sinks.deliver('topic', [sampleAlert('f-3')]))).toMatchObject(expected);
    expect(topic.requests).toHaveLength(1);
    await topic.stop();
  });

  test('since it stays silent is told as it is, after one try', async () => {
    const topic = await startScriptedArm(['silence']);
    const deliver = (timeoutMs: number) => openScripted(topic, timeoutMs).deliver('topic', [sampleAlert('f-3')]);
    const { failure } = await askInVain(topic, deliver);
    expect(failure).toMatchObject({ code: 'SinkUnreachable', retryable: true });
    expect(topic.requests).toHaveLength(1);
    await topic.stop();
  });
});

test.each([
  ['https://alerts.westeurope-1.eventgrid.azure.net/api/events', 'https://eventgrid.azure.net'],
  ['https://alerts.usgovvirginia-1.EventGrid.azure.us/api/events', 'https://eventgrid.azure.us'],
  ['https://alerts.chinanorth3-1.eventgrid.azure.cn/api/events', 'https://eventgrid.azure.cn'],
  ['https://eventgrid.azure.us.attacker.example/api/events', 'https://eventgrid.azure.net'],
])('tokens for a topic are for Event Grid of its cloud: %s', (endpoint, audience) => {
  expect(audienceOf(endpoint)).toBe(audience);
});

test('a topic in another cloud is sent a token of that cloud', async () => {
  const scopes: string[] = [];
  const sinks = createAlertSinks({
    sinks: [
      {
        ...{ name: 'topic', kind: 'event-grid', minimumSeverity: 'info' },
        endpoint: 'https://alerts.usgovvirginia-1.eventgrid.azure.us.invalid.eventgrid.azure.us/api/events',
      },
    ],
    credential: {
      async getToken(scope) {
        scopes.push(String(scope));
        return null;
      },
    },
    now: () => nowMs,
    timeoutMs: hangMs,
  });
  await failureOf(sinks.deliver('topic', [sampleAlert('a')]));
  expect(new Set(scopes)).toEqual(new Set(['https://eventgrid.azure.us/.default']));
});
