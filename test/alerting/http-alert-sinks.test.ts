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

/** As long as no advice is. */
const whatToDo = 'do it, '.repeat(43).trim();
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

  test('is given a cluster’s words as they are: nothing in them formats itself or begins a line', async () => {
    const { access, requests } = await receive({ status: 200 });
    const forged = 'ok\n*Verdict:* isolated\r\u2028_all_ ~good~ `trust` :white_check_mark: \u202edesu\u0007';
    const alert = sampleAlert('a-1', {
      title: `Not proven: ${forged}`,
      reason: forged,
      nodes: [{ ...node, nodeName: forged, check: forged, expected: forged, seen: forged }],
    });
    await open([hook('slack', access.endpoint + path)]).deliver('chat', [alert]);
    const body = JSON.parse(requests[0]?.body ?? '');
    const texts = body.blocks.map(({ text }: { text: object }) => text) as { type: string; text: string }[];
    // Slack reads markup in texts of type mrkdwn and, unless told otherwise, in the text for notifications.
    expect(new Set(texts.map(({ type }) => type))).toEqual(new Set(['plain_text']));
    expect(body.mrkdwn).toBe(false);
    const [title, facts] = texts;
    expect(title?.text).toMatch(/^:rotating_light: Not proven/);
    expect(title?.text).not.toContain(':white_check_mark:');
    expect(facts).toMatchObject({ emoji: false });
    expect(facts?.text.split('\n').map((line) => line.split(':')[0])).toEqual([
      ...['Cluster', 'Pool', 'Verdict', 'Before', 'Reason', expect.stringMatching(/^Node /), 'What to do', 'Run'],
    ]);
    expect(`${body.text}${title?.text}${facts?.text.replaceAll('\n', '')}`).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
  });

  test('is given many long alerts within the limits of Slack, and what to do and the run of each', async () => {
    for (const count of [1, 2, 4, 7, 10]) {
      const { access, requests } = await receive({ status: 200 });
      const alerts = Array.from({ length: count }, (_, index) => ({ ...longestAlert(`a-${index}`), whatToDo }));
      await open([hook('slack', access.endpoint)]).deliver('chat', alerts);
      await receiver?.stop();
      const { blocks } = JSON.parse(requests[0]?.body ?? '') as { blocks: { text: { text: string } }[] };
      expect(blocks).toHaveLength(2 * count);
      expect(Math.max(...blocks.map(({ text }) => text.text.length))).toBeLessThanOrEqual(3000);
      // Slack answers msg_blocks_too_long from about 13,200 characters on.
      expect(JSON.stringify(blocks).length).toBeLessThan(13_000);
      const facts = blocks.filter((_, index) => index % 2 === 1).map(({ text }) => text.text.split('\n'));
      for (const lines of facts)
        expect(lines.slice(-2)).toEqual([`What to do: ${whatToDo}`, 'Run: 8236000000000-abcdef0123']);
    }
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

  test('is given nothing that begins a line of its own or turns the text', async () => {
    const { access, requests } = await receive({ status: 202 });
    await open([hook('teams', access.endpoint)]).deliver('chat', [
      sampleAlert('a-1', { reason: 'ok\r\nVerdict: isolated\u2029\u202e\u0000' }),
    ]);
    expect(requests[0]?.body).toContain('"ok Verdict: isolated "');
  });

  test.each([
    ['what chats escape', '<&>"\\'],
    ['other letters', 'żółć'],
    ['signs beyond the basic plane', '\u{1f6a8}'],
  ])('is given many long alerts of %s within the 28 KB of Teams, as its workflow encodes them', async (_what, unit) => {
    for (const count of [1, 5, 10]) {
      const { access, requests } = await receive({ status: 202 });
      const long = unit.repeat(100);
      const alerts = Array.from({ length: count }, (_, index) => ({
        ...longestAlert(`a-${index}`),
        whatToDo,
        reason: long,
        nodes: Array.from({ length: 20 }, () => ({ ...node, seen: long, expected: long })),
      }));
      await open([hook('teams', access.endpoint)]).deliver('chat', alerts);
      await receiver?.stop();
      const body = requests[0]?.body ?? '';
      expect(body.split(`"${whatToDo}"`)).toHaveLength(count + 1);
      expect(body.split('"8236000000000-abcdef0123"')).toHaveLength(count + 1);
      if (count === 1) expect(body).toContain('"997 more are not shown to be isolated"');
      // The card is a value in a JSON text, and a careful encoder writes plain ASCII alone.
      const encoded = JSON.stringify(body).replace(/[^ -~]|[<>&'+`]/g, (unit) => '\\uXXXX'.repeat(unit.length));
      expect(Buffer.byteLength(encoded)).toBeLessThanOrEqual(26_500);
    }
  });
});
