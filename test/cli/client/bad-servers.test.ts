import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runKataproof, startKataproof } from '../../support/cli/run-kataproof.ts';
import { type HostileServer, startHostileServer } from '../../support/start-hostile-server.ts';

const key = 'this-key-must-never-be-printed';
const html = '<html><body>Sign in</body></html>';
const done = { id: 'r1', kind: 'verification', status: 'Succeeded', step: 'done', percentComplete: 100, timeline: [] };
const isolated = {
  ...done,
  clusterId: 'c',
  error: null,
  preflight: null,
  result: { verdict: 'isolated', nodes: [], pools: [] },
};

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** The first answers, in their order; the last one again and again. */
function inTurn(...answers: Answer[]): Answer {
  let turn = 0;
  return (...exchange) => answers[Math.min(turn++, answers.length - 1)]?.(...exchange);
}

let server: HostileServer;
afterEach(() => server?.stop());

async function serve(answer: Answer, protocol: 'http' | 'https' = 'http'): Promise<Record<string, string>> {
  server = await startHostileServer(answer, protocol);
  return { KATAPROOF_URL: server.url, KATAPROOF_KEY: key };
}

test('an error is told once: of its details only what its message does not hold', async () => {
  const details = [
    { code: 'InvalidValue', target: 'nodePool.count', message: 'must be a number' },
    { code: 'InvalidValue', target: 'cleanup', message: 'must be a number' },
  ];
  const message = 'nodePool.count: must be a number (and 1 more, see details)';
  const environment = await serve(json(400, { error: { code: 'InvalidRequest', message, details } }));
  const { stderr } = await runKataproof(['status', 'r1'], environment);
  expect(stderr).toBe(`InvalidRequest: ${message} cleanup: must be a number\n`);
});

test('lists that are empty say so', async () => {
  const environment = await serve(json(200, { value: [], unread: [] }));
  const told = { status: 'There are no runs.', clusters: 'There are no clusters that the app may touch.' };
  for (const [command, text] of Object.entries({ ...told, 'pods --cluster s/g/n': 'There are no pods.' }))
    expect(await runKataproof(command.split(' '), environment)).toEqual({ code: 0, stdout: `${text}\n`, stderr: '' });
});

describe('an app that cannot be asked', () => {
  const refusals: [string, Answer, RegExp][] = [
    [
      'a page of HTML',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html),
      /answered 200 with text\/html/,
    ],
    ['JSON of another app', json(200, { hello: 'world' }), /does not know\. Is that its address/],
    ['a text of JSON', json(200, 'hello'), /does not know/],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      /sends its callers elsewhere \(302\)/,
    ],
    ['401 with nothing', (response) => response.writeHead(401).end(), /does not take this key or token \(401\)/],
    ['403 with HTML', (response) => response.writeHead(403).end(html), /does not allow this to the caller \(403\)/],
    ['404 with HTML', (response) => response.writeHead(404).end(html), /has no such address \(404\)/],
    ['500 with HTML', (response) => response.writeHead(500, { 'retry-after': '0' }).end(html), /out of order \(500\)/],
    [
      'an error that quotes the key and steers a terminal',
      (response, { headers }) =>
        json(400, { error: { code: 'Bad', message: `\u001b[2J${headers['x-functions-key']}` } })(response, {} as never),
      /Bad: .*token removed/,
    ],
  ];

  const asked = [
    ['status', 'r1'],
    ['provision', '--cluster', 's/g/n', '--node-pool', 'kata', '--output', 'json'],
  ];

  test.each(refusals)('answers %s: it is told in one line, without the key', async (_what, answer, told) => {
    const environment = await serve(answer);
    const ends = await Promise.all(asked.map((args) => runKataproof(args, environment)));
    for (const { code, stdout, stderr } of ends) {
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(told);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).not.toContain(key);
      expect(stderr).not.toMatch(/\p{Cc}(?<!\n)|^\s+at /mu);
    }
    expect(server.requests.filter((request) => request.includes('elsewhere'))).toEqual([]);
  });

  test('answers JSON of another app: no command takes it for an answer', async () => {
    const environment = await serve(json(200, { hello: 'world' }));
    const commands = [
      'status',
      'report r1',
      'pods --cluster s/g/n',
      'preflight --cluster s/g/n --node-pool p',
      'lint package.json',
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await runKataproof(command.split(' '), environment);
      expect([command, code, stdout]).toEqual([command, 1, '']);
      expect(stderr).toMatch(/^http:\S+ answered something that this version does not know\..*\n$/);
    }
  });

  test('is not there: it is asked again a few times, and told', async () => {
    const environment = await serve(() => undefined);
    await server.stop();
    const { code, stdout, stderr } = await runKataproof(['status'], environment);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/gave no answer \(ECONNREFUSED\)/);
  });

  test('has a certificate that nobody here trusts: nothing is sent, and the key least of all', async () => {
    const environment = await serve(json(200, isolated), 'https');
    const distrusted = await runKataproof(['status', 'r1'], environment);
    expect([distrusted.code, distrusted.stdout, server.requests]).toEqual([1, '', []]);
    expect(distrusted.stderr).toMatch(/certificate .* is not trusted here \([A-Z_]+\).*NODE_EXTRA_CA_CERTS/);
    const trusted = await runKataproof(['status', 'r1'], { ...environment, NODE_EXTRA_CA_CERTS: server.authorityFile });
    expect([trusted.stderr, trusted.code]).toEqual(['', 0]);
  });

  test('breaks off in the middle of every answer: told after a few tries', async () => {
    const environment = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"id":');
      setImmediate(() => response.destroy());
    });
    const { code, stderr } = await runKataproof(['report', 'r1'], environment);
    expect(code).toBe(1);
    expect(stderr).toMatch(/gave no answer \(\w+\)/);
    expect(server.requests).toHaveLength(4);
  });
});

describe('an app that has no time', () => {
  test.each([
    ['429', json(429, { error: { code: 'TooManyRequests', message: 'Later.' } }, { 'retry-after': '0' })],
    ['503 of a gateway', (response: ServerResponse) => response.writeHead(503, { 'retry-after': '0' }).end(html)],
    ['a connection that breaks', (response: ServerResponse) => response.destroy()],
    [
      'half an answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"id":');
        setImmediate(() => response.destroy());
      },
    ],
  ])('%s: it is asked again, and then answers', async (_what, first) => {
    const environment = await serve(inTurn(first, json(200, isolated)));
    expect(await runKataproof(['status', 'r1', '--output', 'json'], environment)).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: `${JSON.stringify(isolated, null, 2)}\n`,
    });
    expect(server.requests).toEqual(['GET /api/runs/r1', 'GET /api/runs/r1']);
  });

  test('is given the time that it asks for, which is told where it is long', async () => {
    const environment = await serve(
      json(503, { error: { code: 'Busy', message: 'Later.' } }, { 'retry-after': '3000' }),
    );
    const command = startKataproof(['status', 'r1'], environment);
    await command.printed(/Busy: Later\. It is asked again in 60 s\./);
    command.child.kill();
    await command.end;
    expect(server.requests).toHaveLength(1);
  });

  test('is followed over answers that fail, until the run has ended', async () => {
    const running = { ...isolated, status: 'Running', result: null };
    const later = { 'retry-after': '0' };
    const answers = [json(200, running, later), json(503, {}, later), json(429, {}, later), json(200, isolated)];
    const { code, stdout } = await runKataproof(
      ['status', 'r1', '--wait', '-o', 'json'],
      await serve(inTurn(...answers)),
    );
    expect([code, JSON.parse(stdout)]).toEqual([0, isolated]);
  });

  test('is not followed to an address of somebody else', async () => {
    const elsewhere = { 'operation-location': 'https://elsewhere.example/api/runs/r1' };
    const environment = await serve(inTurn(json(202, isolated, elsewhere), json(200, isolated)));
    const { code } = await runKataproof(['verify', '--cluster', 's/g/n'], environment);
    expect([code, server.requests]).toEqual([0, ['POST /api/verifications', 'GET /api/runs/r1']]);
    const page = json(200, { value: [], nextLink: 'https://elsewhere.example/api/next' });
    await server.stop();
    const list = await runKataproof(['pods', '--cluster', 's/g/n'], await serve(page));
    expect(list.stderr).toContain('leads to another address. It is not followed.');
  });

  test('asks for the next page of a list where it asked for the first, whatever address the app tells its callers', async () => {
    const list = '/api/clusters?maxpagesize=1&continuation=abc';
    const nextLink = `https://gateway.example/kataproof${list}`;
    const environment = await serve(
      inTurn(json(200, { value: [], unread: [], nextLink }), json(200, { value: [], unread: [] })),
    );
    expect((await runKataproof(['clusters'], environment)).code).toBe(0);
    expect(server.requests).toEqual(['GET /api/clusters', `GET ${list}`]);
  });
});

test('who reads the first line of a long list has seen enough: no trace of a stack, and a quick end', async () => {
  const pods = Array.from({ length: 20_000 }, (_, index) => ({ namespace: 'n', name: `pod-${index}` }));
  const environment = await serve(json(200, { value: pods }));
  const line = `"${process.execPath}" dist/cli/kataproof.cjs pods --cluster s/g/n | head -1`;
  const shell = spawn('sh', ['-c', line], {
    env: { ...environment, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  expect([stdout, stderr]).toEqual([expect.stringMatching(/^NAMESPACE +POD.*\n$/), '']);
});

test('what a full disk does not take is no success', async () => {
  const environment = await serve(json(200, { value: [] }));
  const line = `"${process.execPath}" dist/cli/kataproof.cjs pods --cluster s/g/n > /dev/full`;
  const shell = spawn('sh', ['-c', line], {
    env: { ...environment, PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(shell.stderr), once(shell, 'exit')]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('Not all was written: ENOSPC')]);
});

test('what stands for a verdict is the exit code, and only of a run that succeeded', async () => {
  const verdicts = { isolated: 0, 'shared-kernel': 2, suspect: 2, inconclusive: 3 };
  const runs = Object.fromEntries(
    Object.keys(verdicts).map((verdict) => [verdict, { ...done, result: { verdict, nodes: [], pools: [] } }]),
  );
  const failed = { ...isolated, status: 'Failed', error: { code: 'Lost', message: 'It was lost.' } };
  const environment = await serve((response, { url }) => {
    const run = { ...runs, failed }[String(url).split('/').at(-1) ?? ''];
    json(200, { ...isolated, ...run })(response, {} as never);
  });
  for (const [verdict, code] of [...Object.entries(verdicts), ['failed', 1] as const])
    expect([verdict, (await runKataproof(['status', verdict, '--wait'], environment)).code]).toEqual([verdict, code]);
});
