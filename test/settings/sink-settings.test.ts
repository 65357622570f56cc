import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../shared/settings/read-settings.ts';

const least = { KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' };
const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 3).toString('base64')}`;
const webhook = { name: 'ops', kind: 'webhook', url: 'https://ops.example/alerts', secret: whsec(32) };
const topic = { name: 'bus', kind: 'event-grid', endpoint: 'https://bus.westeurope-1.eventgrid.azure.net/api/events' };
const slack = { name: 'chat', kind: 'slack', url: 'https://hooks.slack.com/services/T/B/x' };
const teams = { name: 'teams', kind: 'teams', url: 'https://x.logic.azure.com/workflows/a?sig=b' };

const sinksOf = (sinks: unknown, others: Record<string, string> = {}) =>
  readSettings({ ...least, ...others, KATAPROOF_ALERT_SINKS: JSON.stringify(sinks) }).alerting.sinks;

/** Returns each mistake as a line. */
function mistakesIn(sinks: unknown, others: Record<string, string> = {}): string[] {
  try {
    sinksOf(sinks, others);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n- ').slice(1) : [];
  }
  return [];
}

describe('KATAPROOF_ALERT_SINKS', () => {
  test('takes sinks of every kind, in their order', () => {
    const given = [
      webhook,
      { ...topic, key: 'k'.repeat(16), minimumSeverity: 'warning' },
      slack,
      { ...teams, minimumSeverity: 'critical' },
    ];
    expect(sinksOf(given)).toEqual(given.map((sink) => ({ minimumSeverity: 'info', ...sink })));
  });

  test.each([
    'https://contoso.webhook.office.com/webhookb2/a@b/IncomingWebhook/c/d/e',
    'https://Contoso.Webhook.Office.COM./webhookb2/a@b/IncomingWebhook/c',
    'https://webhook.office.com/webhookb2/a',
    'https://outlook.office.com/webhook/a@b/IncomingWebhook/c/d',
    'https://outlook.office365.com/webhook/a',
    'https://outlook.office.com/webhookb2/a',
    'https://contoso.webhook.office365.us/webhookb2/a',
    'https://gateway.example/teams/IncomingWebhook/c/d',
  ])('refuses the address of a connector that Microsoft has retired: %s', (url) => {
    expect(mistakesIn([{ ...teams, url }])).toEqual([expect.stringMatching(/Teams workflow.*has retired/)]);
  });

  test.each([
    { name: 'a', kind: 'slack' },
    { name: 'a', kind: 'webhook', secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` },
  ])('refuses such an address for a sink of another kind as well', (sink) => {
    const url = 'https://contoso.webhook.office.com/webhookb2/hunter2';
    expect(mistakesIn([{ ...sink, url }])).toEqual([expect.stringMatching(/\.url .*has retired/)]);
  });

  test.each([
    'https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=b',
    'https://defaultab.cd.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/a/triggers/manual/paths/invoke?sig=b',
    'https://webhook.office.example/teams',
  ])('takes the address of a workflow: %s', (url) => {
    expect(mistakesIn([{ ...teams, url }])).toEqual([]);
  });

  test('comes after the topic that has settings of its own', () => {
    const endpoint = 'https://alerts.example/api/events';
    expect(sinksOf([slack], { KATAPROOF_ALERT_TOPIC_ENDPOINT: endpoint })).toEqual([
      { name: 'topic', kind: 'event-grid', minimumSeverity: 'info', endpoint },
      { ...slack, minimumSeverity: 'info' },
    ]);
    expect(mistakesIn([{ ...slack, name: 'topic' }], { KATAPROOF_ALERT_TOPIC_ENDPOINT: endpoint }).join()).toContain(
      'no sink named topic',
    );
  });

  test.each([24, 25, 26, 63, 64])('takes a signing secret of %i bytes', (bytes) => {
    expect(mistakesIn([{ ...webhook, secret: whsec(bytes), previousSecret: whsec(bytes) }])).toEqual([]);
  });

  test.each(['http://127.0.0.1:8080/a', 'http://localhost/a', 'http://[::1]:1/a'])(
    'takes %s of this machine',
    (url) => {
      expect(mistakesIn([{ ...slack, url }])).toEqual([]);
    },
  );

  test.each([
    ['no array', {}, 'KATAPROOF_ALERT_SINKS must be a JSON array'],
    ['a text', 'chat', 'KATAPROOF_ALERT_SINKS must be a JSON array'],
    ['a sink that is no object', ['chat'], 'KATAPROOF_ALERT_SINKS[0] must'],
    ['no kind', [{ name: 'a' }], 'KATAPROOF_ALERT_SINKS[0].kind must be event-grid, webhook, slack or teams'],
    ['another kind', [slack, { ...slack, kind: 'mail' }], 'KATAPROOF_ALERT_SINKS[1].kind must be'],
    ['no name', [{ ...slack, name: undefined }], '[0].name must be'],
    ['a name that is none', [{ ...slack, name: 'Chat room' }], '[0].name must be'],
    ['a name twice', [slack, slack], '[1].name must be unique'],
    ['another severity', [{ ...slack, minimumSeverity: 'loud' }], '[0].minimumSeverity must be'],
    ['plain http', [{ ...slack, url: 'http://hooks.slack.com/x' }], '[0].url must be the https URL'],
    ['plain http to a look-alike', [{ ...slack, url: 'http://localhost.example/x' }], '[0].url must be the https URL'],
    ['a user in the URL', [{ ...slack, url: 'https://me:hunter2@hooks.slack.com/x' }], '[0].url must be'],
    ['no URL', [{ ...slack, url: 7 }], '[0].url must be'],
    ['a file', [{ ...slack, url: 'file:///etc/passwd' }], '[0].url must be'],
    ['no secret', [{ ...webhook, secret: undefined }], '[0].secret must be'],
    ['a short secret', [{ ...webhook, secret: whsec(23) }], '[0].secret must be'],
    ['a long secret', [{ ...webhook, secret: whsec(65) }], '[0].secret must be'],
    ['a secret that is no base64', [{ ...webhook, secret: `whsec_${'a'.repeat(33)}` }], '[0].secret must be'],
    ['a short key', [{ ...topic, key: 'hunter2' }], '[0].key must be'],
    ['a field too many', [{ ...slack, channel: '#x' }], '[0].channel is not known here'],
    ['too many', Array.from({ length: 21 }, (_, index) => ({ ...slack, name: `s${index}` })), 'at most 20'],
  ])('refuses %s', (_what, sinks, expected) => {
    expect(mistakesIn(sinks).join('\n')).toContain(expected);
  });

  test('lists every mistake at once, with those of other settings', () => {
    const mistakes = mistakesIn(
      [
        { ...webhook, url: 'x', secret: 'x' },
        { ...slack, name: 'ops', minimumSeverity: 1 },
      ],
      { KATAPROOF_POLL_SECONDS: 'soon', KATAPROOF_TABLES_ENDPOINT: 'https://both.table.core.windows.net' },
    );
    expect(mistakes.map((mistake) => mistake.split(' ')[0]).sort()).toEqual([
      'KATAPROOF_ALERT_SINKS[0].secret',
      'KATAPROOF_ALERT_SINKS[0].url',
      'KATAPROOF_ALERT_SINKS[1].minimumSeverity',
      'KATAPROOF_ALERT_SINKS[1].name',
      'KATAPROOF_POLL_SECONDS',
      'KATAPROOF_TABLES_ENDPOINT',
    ]);
  });

  test.each([
    ['[{"url":"https://hunter2.example"'],
    ['hunter2'],
    [JSON.stringify([{ ...webhook, secret: 'hunter2', url: 'hunter2', key: 'hunter2', name: 'HUNTER2' }])],
    [JSON.stringify([{ kind: 'hunter2' }])],
    [JSON.stringify([{ ...slack, 'https://hunter2.example/': 1, minimumSeverity: 'hunter2' }])],
  ])('never repeats a value: %s', (text) => {
    expect.assertions(2);
    try {
      readSettings({ ...least, KATAPROOF_ALERT_SINKS: text });
    } catch (error) {
      expect(String(error)).toContain('KATAPROOF_ALERT_SINKS');
      expect(String(error)).not.toMatch(/hunter2/i);
    }
  });
});

describe('what counts as news', () => {
  const policyOf = (environment: Record<string, string>) => {
    const { freshForMs, flapThreshold } = readSettings({ ...least, ...environment }).workflow;
    return { freshForMs, flapThreshold };
  };

  test('is an hour to a year old, and one to ten checks in a row', () => {
    expect(policyOf({ KATAPROOF_FRESH_HOURS: '1', KATAPROOF_FLAP_THRESHOLD: '10' })).toEqual({
      freshForMs: 3_600_000,
      flapThreshold: 10,
    });
    expect(policyOf({ KATAPROOF_FRESH_HOURS: '8760', KATAPROOF_FLAP_THRESHOLD: '1' }).flapThreshold).toBe(1);
  });

  test.each([
    ['KATAPROOF_FRESH_HOURS', '0'],
    ['KATAPROOF_FRESH_HOURS', '8761'],
    ['KATAPROOF_FLAP_THRESHOLD', '0'],
    ['KATAPROOF_FLAP_THRESHOLD', '11'],
  ])('is not %s=%s', (name, value) => {
    expect(() => policyOf({ [name]: value })).toThrow(`- ${name} must`);
  });
});
