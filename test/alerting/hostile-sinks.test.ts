import { afterEach, describe, expect, test } from '@jest/globals';
import { createAlertSinks } from '../../shared/alerting/http-alert-sinks.ts';
import type { SinkSettings } from '../../shared/settings/sink-settings.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import { sampleAlert } from '../support/samples/sample-alert.ts';
import { flood, type HostileServer, silences, startHostileServer } from '../support/start-hostile-server.ts';

let server: HostileServer;
afterEach(() => server.stop());

const kinds: [string, (url: string) => SinkSettings][] = [
  [
    'an Event Grid topic',
    (url) => ({ ...named, kind: 'event-grid', endpoint: `${url}/api/events`, key: 'k'.repeat(44) }),
  ],
  ['an Event Grid topic by identity', (url) => ({ ...named, kind: 'event-grid', endpoint: `${url}/api/events` })],
  ['a webhook', (url) => ({ ...named, kind: 'webhook', url, secret: `whsec_${'A'.repeat(32)}` })],
  ['Slack', (url) => ({ ...named, kind: 'slack', url })],
  ['Teams', (url) => ({ ...named, kind: 'teams', url })],
];
const named = { name: 'team', minimumSeverity: 'info' as const };

type Answer = Parameters<typeof startHostileServer>[0];

async function deliver(
  settings: (url: string) => SinkSettings,
  answer: Answer,
  timeoutMs = hangMs,
  token?: Promise<never>,
) {
  server = await startHostileServer(answer);
  const credential = { getToken: () => token ?? Promise.resolve({ token: 'token', expiresOnTimestamp: 4e12 }) };
  const sinks = createAlertSinks({ sinks: [settings(server.url)], credential, now: Date.now, timeoutMs });
  return sinks.deliver('team', [sampleAlert('alert-1')]);
}

describe.each(kinds)('%s', (_what, settings) => {
  test.each(silences.slice(0, 2))('is not waited for beyond its time: %s', async (_how, answer) => {
    expect(await failureOf(deliver(settings, answer, 80))).toMatchObject({ code: 'SinkUnreachable', retryable: true });
  });

  test('that answers without end is not read to the end', async () => {
    const outcome = await deliver(settings, flood).then(
      () => 'delivered',
      (error: { code?: unknown }) => error.code,
    );
    // A webhook's status alone decides.
    expect(['delivered', 'AnswerTooLarge']).toContain(outcome);
  });
});

test('A token that never comes is not waited for', async () => {
  const [, settings] = kinds[1] ?? [];
  if (!settings) throw new Error('There is no such sink.');
  const failure = await failureOf(deliver(settings, () => undefined, 40, new Promise<never>(() => undefined)));
  expect(failure).toMatchObject({ code: 'SinkUnreachable', retryable: true });
});
