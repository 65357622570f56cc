import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAlerts } from '../../shared/alerting/create-alerts.ts';
import type { Alert } from '../../shared/ports/alerts.ts';
import { accessTo, failureIn, valueIn } from '../azure/arm-access.ts';
import { startScriptedArm } from '../azure/scripted-arm.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../emulator/azure/emulated-azure.ts';
import { trustCertificate } from '../support/trust-certificate.ts';

let azure: EmulatedAzure;
beforeAll(async () => {
  azure = await startEmulatedAzure({});
});
afterAll(() => azure.stop());

const eventGridAudience = 'https://eventgrid.azure.net';

function open(change: { topicEndpoint?: string | null; topicKey?: string | null } = {}) {
  trustCertificate(azure.emulator.certificateAuthorityPem);
  return createAlerts({
    topicEndpoint: azure.emulator.settings.KATAPROOF_ALERT_TOPIC_ENDPOINT,
    topicKey: azure.emulator.topicKey,
    credential: accessTo(azure).credential,
    ...change,
  });
}

const node = (nodeName: string, reason = 'Same boot id.') => ({ nodeName, verdict: 'shared-kernel' as const, reason });
const alertOf = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  runId: '8236000000000-abcdef0123',
  cluster: { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'demo' },
  poolName: 'kata',
  verdict: 'shared-kernel',
  reason: 'One node shares its kernel.',
  nodes: [node('aks-kata-1-vmss000000')],
  at: '2026-11-20T10:00:00.000Z',
  ...change,
});
const published = (id: string) => azure.emulator.events.filter((event) => event.id === id);

describe('an alert', () => {
  test('is a CloudEvent on the topic: the cluster its source, pool and node its subject', async () => {
    expect(valueIn(await open().sendAlert(alertOf('a-1')))).toEqual({ sent: true });
    expect(published('a-1').map(({ event, schema }) => ({ schema, event }))).toEqual([
      {
        schema: 'CloudEventSchemaV1_0',
        event: {
          specversion: '1.0',
          datacontenttype: 'application/json',
          type: 'Kataproof.VerdictNotIsolated',
          source:
            '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/fleet/providers/Microsoft.ContainerService/managedClusters/demo',
          subject: 'kata/aks-kata-1-vmss000000',
          id: 'a-1',
          time: '2026-11-20T10:00:00.000Z',
          data: {
            runId: '8236000000000-abcdef0123',
            cluster: { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'fleet', name: 'demo' },
            poolName: 'kata',
            verdict: 'shared-kernel',
            reason: 'One node shares its kernel.',
            nodeCount: 1,
            nodes: [node('aks-kata-1-vmss000000')],
          },
        },
      },
    ]);
  });

  test('sent twice has one id', async () => {
    const alerts = open();
    await alerts.sendAlert(alertOf('a-2'));
    await alerts.sendAlert(alertOf('a-2'));
    expect(published('a-2')).toHaveLength(2);
  });

  test.each([
    ['a pool', { nodes: [node('n1'), node('n2')] }, 'kata'],
    ['a pool without nodes', { nodes: [] }, 'kata'],
    ['every Kata pool', { poolName: null, nodes: [] }, 'all-kata-pools'],
  ])('speaks of %s', async (what, change, subject) => {
    await open().sendAlert(alertOf(what, change));
    expect(published(what)).toMatchObject([{ subject }]);
  });

  test('holds no secret, and no more nodes than an event may', async () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => node(`n${index}`, 'at https://x/?sig=SECRET'));
    await open().sendAlert(alertOf('a-3', { nodes, reason: 'Bearer abcdefghij0123456789' }));
    const data = published('a-3')[0]?.event['data'] as { nodeCount: number; nodes: unknown[] };
    expect(data.nodeCount).toBe(1000);
    expect(data.nodes).toHaveLength(100);
    expect(JSON.stringify(data)).not.toMatch(/SECRET|abcdefghij/);
  });

  test("goes with the app's identity where there is no key", async () => {
    const scopes: unknown[] = [];
    const alerts = createAlerts({
      topicEndpoint: azure.emulator.settings.KATAPROOF_ALERT_TOPIC_ENDPOINT,
      topicKey: null,
      credential: {
        async getToken(scope) {
          scopes.push(scope);
          const { token, expiresOnSeconds } = await azure.emulator.tokens.issueToken(eventGridAudience, 3600);
          return { token, expiresOnTimestamp: expiresOnSeconds * 1000 };
        },
      },
    });
    expect(valueIn(await alerts.sendAlert(alertOf('a-4')))).toEqual({ sent: true });
    expect(String(scopes[0])).toContain(eventGridAudience);
    expect(published('a-4')).toHaveLength(1);
  });

  test('is not sent where there is no topic, which is no failure', async () => {
    expect(valueIn(await open({ topicEndpoint: null }).sendAlert(alertOf('a-5')))).toEqual({ sent: false });
  });
});

describe('an alert that cannot be sent', () => {
  test('for a wrong key says what to check, and shows neither key', async () => {
    const wrongKey = Buffer.alloc(32, 5).toString('base64');
    const failure = failureIn(await open({ topicKey: wrongKey }).sendAlert(alertOf('b-1')));
    expect(failure).toMatchObject({ code: 'Forbidden', retryable: true });
    expect(failure.message).toMatch(/KATAPROOF_ALERT_TOPIC_KEY.*EventGrid Data Sender/);
    expect(failure.message).not.toContain(wrongKey);
    expect(published('b-1')).toEqual([]);
  });

  test('since nobody answers is a failure that heals', async () => {
    const failure = failureIn(
      await open({ topicEndpoint: 'https://127.0.0.1:9/api/events' }).sendAlert(alertOf('b-2')),
    );
    expect(failure).toMatchObject({ code: 'TopicUnreachable', retryable: true });
  });

  test.each([
    [
      { status: 503, headers: { 'Retry-After': '5' } },
      { code: 'ServerFailed', retryable: true, retryAfterMs: 5000 },
    ],
    [
      { status: 429, headers: { 'Retry-After': '9' } },
      { code: 'Throttled', retryable: true, retryAfterMs: 9000 },
    ],
    [
      {
        status: 400,
        body: { error: { code: 'BadRequest', message: 'This resource is configured for another schema.' } },
      },
      { code: 'BadRequest', retryable: false, message: expect.stringContaining('another schema') },
    ],
  ])('since the topic answers %o is told as it is, after one try', async (answer, expected) => {
    const topic = await startScriptedArm([answer]);
    const alerts = createAlerts({
      topicEndpoint: `${topic.access.endpoint}/api/events`,
      topicKey: azure.emulator.topicKey,
      credential: topic.access.credential,
    });
    expect(failureIn(await alerts.sendAlert(alertOf('b-3')))).toMatchObject(expected);
    expect(topic.requests).toHaveLength(1);
    await topic.stop();
  });
});
