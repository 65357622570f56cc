import assert from 'node:assert/strict';
import { QueueServiceClient } from '@azure/storage-queue';
import { eventually } from '../../../support/eventually.ts';
import { type Answer, type Ask, ask } from '../../../support/functions-host/conformance-target.ts';
import type { MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import {
  clusterCloudEvent,
  clusterEvent,
  inCloudEvents,
  resourceEvent,
} from '../../../support/samples/event-payloads.ts';
import { listFindings } from './finding-cases.ts';
import { readFunctionsTriggeredBy } from './golden-functions.ts';
import type { MainAppCase } from './main-app-case.ts';

const deliver = (target: MainAppTarget, name: string, type: string, options: Ask): Promise<Answer> =>
  ask(target, `/runtime/webhooks/EventGrid?functionName=${name}`, {
    ...options,
    headers: { 'aeg-event-type': type, ...options.headers },
  });

async function deliverAll(target: MainAppTarget, name: string, body: unknown, status = 202): Promise<void> {
  const answer = await deliver(target, name, 'Notification', { body });
  assert.equal(answer.status, status, answer.text);
}

const validation = (validationCode: string) => ({
  id: 'v',
  topic: '/subscriptions/x',
  subject: '',
  eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
  eventTime: '2026-03-29T18:00:00.0000000Z',
  dataVersion: '2',
  data: { validationCode, validationUrl: 'https://example.test/validate' },
});

const ofEveryEndpoint = readFunctionsTriggeredBy('eventGridTrigger').flatMap((name): MainAppCase[] => [
  {
    name: `event grid: ${name} answers the validation of a subscription`,
    async run(target) {
      const answer = await deliver(target, name, 'SubscriptionValidation', { body: [validation('CODE-1')] });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.json(), { validationResponse: 'CODE-1' });
    },
  },
  {
    name: `event grid: ${name} answers the handshake of CloudEvents`,
    async run(target) {
      const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
      const answer = await deliver(target, name, 'Notification', { method: 'OPTIONS', headers });
      assert.deepEqual(
        [answer.status, answer.headers.get('webhook-allowed-origin')],
        [200, 'eventgrid.azure.net'],
        answer.text,
      );
    },
  },
  {
    name: `event grid: ${name} asks for a key`,
    needs: 'keys',
    async run(target) {
      for (const key of [null, 'wrong'])
        assert.equal((await deliver(target, name, 'Notification', { body: [], key })).status, 401);
    },
  },
  {
    name: `event grid: ${name} acknowledges what no later delivery would make better`,
    needs: 'emulated-azure',
    async run(target) {
      const known = clusterEvent(target.cluster, { id: `${name}-odd`, name: 'NodePoolRollingSucceeded', data: {} });
      await deliverAll(target, name, [
        known,
        { ...known, topic: 'nonsense' },
        { id: 'x' },
        { ...known, eventType: 'Odd' },
      ]);
    },
  },
  {
    name: `event grid: ${name} takes news of a pool that is no Kata pool, in both schemas`,
    needs: 'emulated-azure',
    async run(target) {
      const written = resourceEvent(target.cluster, { id: `${name}-system`, poolName: 'system' });
      await deliverAll(target, name, [written]);
      await deliverAll(target, name, inCloudEvents(written));
    },
  },
]);

async function sendToQueue({ storageConnection = '', eventQueue = 'cluster-events' }: MainAppTarget, text: string) {
  const queue = QueueServiceClient.fromConnectionString(storageConnection).getQueueClient(eventQueue);
  await queue.createIfNotExists();
  await queue.sendMessage(text);
}

const ending = (id: string, kubernetesVersion: string) => ({
  id,
  name: 'ClusterSupportEnding',
  data: { kubernetesVersion },
});
const ended = (id: string) => ({ id, name: 'ClusterSupportEnded', data: { kubernetesVersion: '1.32.9' } });

export const eventCases: readonly MainAppCase[] = [
  ...ofEveryEndpoint,
  {
    name: 'event grid: every event of a batch is dealt with',
    needs: 'emulated-azure',
    async run(target) {
      const news = clusterEvent(target.cluster, {
        id: 'batch-1',
        name: 'NewKubernetesVersionAvailable',
        data: { latestSupportedKubernetesVersion: '1.36.1' },
      });
      await deliverAll(target, 'onClusterEvent', [news, clusterEvent(target.cluster, ending('batch-2', '1.33.2'))]);
      const rules = (await listFindings(target)).map(({ rule }) => rule);
      for (const rule of ['kubernetes-version-available', 'support-ending'])
        assert.ok(rules.includes(rule), `${rules}`);
    },
  },
  {
    name: 'event grid: a CloudEvent is dealt with, one that comes alone as well as one in a list',
    needs: 'emulated-azure',
    async run(target) {
      await deliverAll(target, 'onClusterEvent', clusterCloudEvent(target.cluster, ended('alone')));
      await deliverAll(target, 'onClusterEvent', [clusterCloudEvent(target.cluster, ended('alone'))]);
      const found = (await listFindings(target)).filter(({ rule }) => rule === 'support-ended');
      assert.equal(found.length, 1);
    },
  },
  {
    name: 'event queue: events are dealt with in both schemas, as JSON and as base64 of it, one a message',
    needs: 'emulated-azure',
    async run(target) {
      const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
      const versions = ['1.21.1', '1.21.2', '1.21.3', '1.21.4'];
      const [one, two, three, four] = versions.map((version) => ending(`queued-${version}`, version));
      assert.ok(one && two && three && four);
      const { cluster } = target;
      for (const text of [
        JSON.stringify(clusterEvent(cluster, one)),
        JSON.stringify(clusterCloudEvent(cluster, two)),
        base64(JSON.stringify(clusterEvent(cluster, three))),
        base64(JSON.stringify(clusterCloudEvent(cluster, four))),
      ])
        await sendToQueue(target, text);
      await eventually('a finding of each message', async () => {
        const messages = (await listFindings(target)).map(({ message }) => message).join('\n');
        return versions.every((version) => messages.includes(version)) || undefined;
      });
    },
  },
  {
    name: 'event grid: a function that does not exist answers 404',
    async run(target) {
      await deliverAll(target, 'nobody', [], 404);
    },
  },
];
