import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createAlertSinks } from '../../shared/alerting/http-alert-sinks.ts';
import type { SinkSettings } from '../../shared/settings/sink-settings.ts';
import {
  askInVain,
  type ScriptedAnswer,
  type ScriptedArm,
  startScriptedArm,
} from '../support/azure/start-scripted-arm.ts';
import { hangMs } from '../support/eventually.ts';
import { failureOf } from '../support/failure-of.ts';
import { canaries } from '../support/samples/canaries.ts';
import { longestAlert, sampleAlert } from '../support/samples/sample-alert.ts';
import { verifySignature } from './verify-signature.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const nowMs = Date.parse('2026-11-20T12:00:00.000Z');
const path = '/hooks/T0AAAA/PATHSECRET';

const [node] = sampleAlert('a-0').nodes;
if (!node) throw new Error('The sample has a node.');

let receiver: ScriptedArm | undefined;
afterEach(async () => {
  await receiver?.stop();
  receiver = undefined;
});

async function receive(...script: (ScriptedAnswer | 'reset' | 'silence')[]) {
  receiver = await startScriptedArm(script);
  return receiver;
}

const credential = { getToken: () => Promise.reject(new Error('No sink here needs a token.')) };
const open = (sinks: SinkSettings[], timeoutMs = hangMs) =>
  createAlertSinks({ sinks, credential, now: () => nowMs, timeoutMs });
const hook = (kind: 'slack' | 'teams', url: string): SinkSettings => ({
  name: 'chat',
  kind,
  minimumSeverity: 'info',
  url,
});
const webhook = (url: string): SinkSettings => ({ name: 'ops', kind: 'webhook', minimumSeverity: 'info', url, secret });

describe('the sinks of a severity', () => {
  test('are those that ask for no more', () => {
    const sinks = (['info', 'warning', 'critical'] as const).map(
      (minimumSeverity): SinkSettings => ({
        name: `from-${minimumSeverity}`,
        kind: 'slack',
        minimumSeverity,
        url: 'https://x',
      }),
    );
    const { namesFor } = open(sinks);
    expect(namesFor('info')).toEqual(['from-info']);
    expect(namesFor('warning')).toEqual(['from-info', 'from-warning']);
    expect(namesFor('critical')).toEqual(['from-info', 'from-warning', 'from-critical']);
  });
});

describe('a webhook', () => {
  test('is given the alert as JSON over HTTPS, with its id, signed at the moment of sending', async () => {
    const { access, requests } = await receive({ status: 202 });
    const alert = sampleAlert('a-1');
    await open([webhook(access.endpoint + path)]).deliver('ops', [alert]);
    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', path });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'a-1',
      'webhook-id': 'a-1',
      'webhook-timestamp': String(nowMs / 1000),
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      type: 'kataproof.alerts',
      timestamp: alert.at,
      data: { cluster: { id: alert.clusterId, name: 'demo' }, alerts: [alert] },
    });
    expect(request && verifySignature(request, secret, nowMs / 1000)).toBe(true);
    expect(request && verifySignature({ ...request, body: `${request.body} ` }, secret, nowMs / 1000)).toBe(false);
  });

  test('is given several alerts of a cluster as one, under an id that is theirs in any try', async () => {
    const { access, requests } = await receive({ status: 200 }, { status: 200 }, { status: 200 });
    const { deliver } = open([webhook(access.endpoint + path)]);
    const alerts = [sampleAlert('a-1'), sampleAlert('a-2', { poolName: 'kata2', at: '2026-11-20T11:00:00.000Z' })];
    await deliver('ops', alerts);
    await deliver('ops', alerts);
    await deliver('ops', [...alerts, sampleAlert('a-3')]);
    const ids = requests.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).toMatch(/^group-/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(requests[1]?.body).toBe(requests[0]?.body);
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      timestamp: '2026-11-20T11:00:00.000Z',
      data: { alerts: [{ id: 'a-1' }, { id: 'a-2' }] },
    });
  });

  test('is given no secret that a cluster wrote into a reason or an answer', async () => {
    const { access, requests } = await receive({ status: 200 });
    const alert = sampleAlert('a-1', { reason: canaries.map(([, text]) => text).join(' | ') });
    alert.nodes = canaries.map(([what, text]) => ({ ...node, nodeName: what, seen: text }));
    await open([webhook(access.endpoint)]).deliver('ops', [alert]);
    expect(requests[0]?.body).toContain('[removed]');
    for (const [, , secret] of canaries) expect(requests[0]?.body).not.toMatch(secret);
  });

  test('on this machine may be spoken to in the clear', async () => {
    const server = createServer((_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await open([webhook(url)]).deliver('ops', [sampleAlert('a-1')]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a sink that fails', () => {
  const healing = { retryable: true, retryAfterMs: null };
  const answers: [string, ScriptedAnswer | 'reset', object][] = [
    ['resets the connection', 'reset', { ...healing, code: 'SinkUnreachable' }],
    ['answers 500', { status: 500 }, { ...healing, code: 'ServerFailed' }],
    ['answers 503', { status: 503, headers: { 'Retry-After': '7' } }, { retryable: true, retryAfterMs: 7000 }],
    [
      'answers 429 with seconds',
      { status: 429, headers: { 'Retry-After': '90' } },
      { code: 'Throttled', retryable: true, retryAfterMs: 90_000 },
    ],
    [
      'answers 429 with a date',
      { status: 429, headers: { 'Retry-After': 'Fri, 20 Nov 2026 12:10:00 GMT' } },
      { retryable: true, retryAfterMs: 600_000 },
    ],
    ['answers 429 with nonsense', { status: 429, headers: { 'Retry-After': 'soon' } }, healing],
    ['answers 408', { status: 408 }, healing],
    ['answers 425', { status: 425 }, healing],
    ['answers 400', { status: 400 }, { code: 'SinkRefused', retryable: false, retryAfterMs: null }],
    ['answers 401', { status: 401 }, { code: 'SinkRefused', retryable: false }],
    ['answers 404', { status: 404 }, { code: 'SinkRefused', retryable: false }],
    ['answers 410', { status: 410, headers: { 'Retry-After': '9' } }, { retryable: false, retryAfterMs: null }],
  ];

  /** The alert was sent once, and the failure does not contain anything secret. */
  function expectDiscreet(failure: { message: string }, requests: unknown[]) {
    expect(failure.message).toContain('ops');
    expect(failure.message).not.toMatch(/ECHO|PATHSECRET|T0AAAA|whsec|127\.0\.0\.1/);
    expect(requests).toHaveLength(1);
  }

  test('since it hangs says that waiting heals, after one try, and nothing secret', async () => {
    const silent = await receive('silence');
    const sinks = (timeoutMs: number) => open([webhook(silent.access.endpoint + path)], timeoutMs);
    const { timeoutMs, failure } = await askInVain(silent, (ms) => sinks(ms).deliver('ops', [sampleAlert('a-1')]));
    const message = expect.stringContaining(`within ${timeoutMs / 1000} s`);
    expect(failure).toMatchObject({ ...healing, code: 'SinkUnreachable', message });
    expectDiscreet(failure, silent.requests);
  });

  test.each(answers)(
    'since it %s says whether waiting heals, after one try, and nothing secret',
    async (_what, answer, expected) => {
      const said = answer === 'reset' ? answer : { ...answer, body: 'ECHO of your secret' };
      const { access, requests } = await receive(said);
      const failure = await failureOf(open([webhook(access.endpoint + path)]).deliver('ops', [sampleAlert('a-1')]));
      expect(failure).toMatchObject(expected);
      expectDiscreet(failure, requests);
    },
  );

  test.each([301, 302, 307, 308])('since it answers with redirect %i is not followed', async (status) => {
    const elsewhere = createServer((_request, response) => response.end());
    let visits = 0;
    elsewhere.on('request', () => visits++);
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    const { access } = await receive({ status, headers: { Location: location } });
    const failure = await failureOf(open([webhook(access.endpoint)]).deliver('ops', [sampleAlert('a-1')]));
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
    expect(failure).toMatchObject({ code: 'SinkRefused', retryable: false });
    expect(failure.message).toContain('redirects are not followed');
    expect(visits).toBe(0);
  });

  test.each([
    ['nobody listens', null, 'ECONNREFUSED'],
    ['its name is unknown', 'https://alerts.invalid', /ENOTFOUND|EAI_AGAIN/],
  ])('since %s may be tried again', async (_what, endpoint, cause) => {
    const gone = await startScriptedArm([]);
    await gone.stop();
    const url = `${endpoint ?? gone.access.endpoint}/T0AAAA`;
    const failure = await failureOf(open([hook('slack', url)]).deliver('chat', [sampleAlert('a-1')]));
    expect(failure).toMatchObject({ code: 'SinkUnreachable', retryable: true });
    expect(failure.message).toMatch(cause);
    expect(failure.message).not.toContain('T0AAAA');
  });

  test('since its certificate is nobody’s is sent nothing', async () => {
    const { access, requests } = await receive({ status: 200 });
    const other = await startScriptedArm([]);
    const failure = await failureOf(open([webhook(access.endpoint)]).deliver('ops', [sampleAlert('a-1')]));
    await other.stop();
    expect(failure).toMatchObject({ code: 'SinkUnreachable', retryable: true });
    expect(failure.message).toMatch(/UNABLE_TO|SELF_SIGNED|CERT/);
    expect(requests).toEqual([]);
  });

  test('since it is not set any more says so, for good', async () => {
    const failure = await failureOf(open([]).deliver('gone', [sampleAlert('a-1')]));
    expect(failure).toMatchObject({ code: 'SinkUnknown', retryable: false });
    expect(failure.message).toContain('gone');
  });
});

describe('a Slack hook', () => {
  test('is given a text and blocks that name everything, and calls nobody', async () => {
    const { access, requests } = await receive({ status: 200, body: 'ok' });
    const alert = sampleAlert('a-1', { reason: 'Said <!channel> & <https://evil.example|click>' });
    await open([hook('slack', access.endpoint + path)]).deliver('chat', [alert]);
    const body = JSON.parse(requests[0]?.body ?? '');
    expect(body.text).toBe(alert.title);
    const text = body.blocks.map((block: { text: { text: string } }) => block.text.text).join('\n');
    for (const part of [
      ':rotating_light:',
      'demo',
      'kata',
      'shared-kernel, since 2026-11-20T10:00:00.000Z',
      'isolated, since 2026-11-01T00:00:00.000Z',
      'aks-kata-1-vmss000000',
      "own-kernel: expected a boot id other than the node's; seen the boot id of the node",
      'Move untrusted workloads',
      '&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('<');
  });

  test('is given ten long alerts within the limits of Slack', async () => {
    const { access, requests } = await receive({ status: 200 });
    const alerts = Array.from({ length: 10 }, (_, index) => longestAlert(`a-${index}`));
    await open([hook('slack', access.endpoint)]).deliver('chat', alerts);
    const { blocks } = JSON.parse(requests[0]?.body ?? '') as { blocks: { text: { text: string } }[] };
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks).toHaveLength(20);
    expect(Math.max(...blocks.map(({ text }) => text.text.length))).toBeLessThanOrEqual(3000);
  });
});

describe('a Teams workflow', () => {
  test('is given one Adaptive Card whose texts are no Markdown', async () => {
    const { access, requests } = await receive({ status: 202 });
    const alert = sampleAlert('a-1', { reason: '[click](https://evil.example)' });
    await open([hook('teams', access.endpoint + path)]).deliver('chat', [alert]);
    const body = JSON.parse(requests[0]?.body ?? '');
    expect(body).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: { type: 'AdaptiveCard', version: '1.4' },
        },
      ],
    });
    const blocks = body.attachments[0].content.body as { type: string; inlines: ({ text: string } | string)[] }[];
    expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
    const lines = blocks.map(({ inlines }) =>
      inlines.map((run) => (typeof run === 'string' ? run : run.text)).join(''),
    );
    expect(lines).toEqual([
      alert.title,
      'Cluster: demo',
      'Pool: kata',
      'Verdict: shared-kernel, since 2026-11-20T10:00:00.000Z',
      'Before: isolated, since 2026-11-01T00:00:00.000Z',
      'Reason: [click](https://evil.example)',
      "Node aks-kata-1-vmss000000: own-kernel: expected a boot id other than the node's; seen the boot id of the node",
      'What to do: Move untrusted workloads off the pool now.',
      'Run: 8236000000000-abcdef0123',
    ]);
  });

  test('is given ten long alerts within the 28 KB of Teams, at the price of detail', async () => {
    const { access, requests } = await receive({ status: 202 }, { status: 202 }, { status: 202 });
    const { deliver } = open([hook('teams', access.endpoint)]);
    for (const count of [1, 5, 10])
      await deliver(
        'chat',
        Array.from({ length: count }, (_, index) => longestAlert(`a-${index}`)),
      );
    const bodies = requests.map(({ body }) => body);
    expect(bodies.map((body) => /(\d+) more/.exec(body)?.[1])).toEqual(['997', '997', '999']);
    expect(Math.max(...bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(28 * 1024);
  });
});
