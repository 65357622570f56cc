import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Ask, ask, type ConformanceTarget } from '../../../support/functions-host/conformance-target.ts';
import type { ConformanceCase } from './conformance-case.ts';

interface Echo {
  method: string;
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
}

const facts = JSON.parse(readFileSync(new URL('../recorded/facts.json', import.meta.url), 'utf8')) as {
  cookies: string[];
  undefinedFromHttpFunction: { status: number; body: string };
};

async function echo(target: ConformanceTarget, rest: string, options?: Ask): Promise<Echo> {
  const answer = await ask(target, `/api/echo${rest}`, options);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as Echo;
}

const reply = (target: ConformanceTarget, kind: string) => ask(target, `/api/reply/${kind}`);

const requests: ConformanceCase[] = [
  {
    name: 'http: method, path, query and headers reach the function',
    async run(target) {
      const seen = await echo(target, '/a%20b?x=1&y=%C3%A9&empty=', { method: 'PUT', headers: { 'X-Some': 'Value' } });
      assert.equal(seen.method, 'PUT');
      assert.equal(seen.path, '/api/echo/a%20b');
      assert.deepEqual(seen.params, { rest: 'a b' });
      assert.deepEqual(seen.query, { x: '1', y: 'é', empty: '' });
      assert.equal(seen.headers['x-some'], 'Value');
    },
  },
  {
    name: 'http: a query parameter that is given twice arrives joined by a comma',
    async run(target) {
      assert.equal((await echo(target, '?x=1&x=2')).query['x'], '1,2');
    },
  },
  {
    name: 'http: a request without a body has an empty one',
    async run(target) {
      assert.equal((await echo(target, '')).body, '');
    },
  },
  ...[
    { kind: 'JSON', type: 'application/json', body: '{"a": [1, "ä"]}' },
    { kind: 'malformed JSON', type: 'application/json', body: '{"a": ' },
    { kind: 'text', type: 'text/plain; charset=utf-8', body: 'grün' },
    { kind: 'a form', type: 'application/x-www-form-urlencoded', body: 'a=1&b=2' },
    { kind: 'bytes', type: 'application/octet-stream', body: Buffer.from([0, 1, 2, 253, 254, 255]) },
    { kind: 'bytes that say that they are text', type: 'text/plain', body: Buffer.from([0xff, 0x00, 0x80]) },
    { kind: 'multipart', type: 'multipart/form-data; boundary=x', body: '--x\r\n\r\nv\r\n--x--\r\n' },
    { kind: 'JSON of 200 kB', type: 'application/json', body: JSON.stringify({ text: 'x'.repeat(200_000) }) },
  ].map(({ kind, type, body }) => ({
    name: `http: a body of ${kind} arrives byte for byte`,
    async run(target: ConformanceTarget) {
      const seen = await echo(target, '', { method: 'POST', body, headers: { 'content-type': type } });
      assert.deepEqual(Buffer.from(seen.body, 'base64'), Buffer.from(body as string));
      assert.equal(seen.headers['content-type'], type);
    },
  })),
  {
    name: 'http: a body in chunks, without a length, does not reach the function',
    async run(target) {
      const chunks = new ReadableStream({
        start(stream) {
          stream.enqueue(Buffer.from('{"a":1}'));
          stream.close();
        },
      });
      const headers = { 'content-type': 'application/json' };
      assert.equal((await echo(target, '', { method: 'POST', body: chunks, headers })).body, '');
    },
  },
  {
    name: 'http: bytes go both ways unharmed',
    async run(target) {
      const body = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 256));
      const answer = await ask(target, '/api/mirror', { body, headers: { 'content-type': 'image/png' } });
      assert.ok(answer.bytes.equals(body));
      assert.equal(answer.headers.get('content-type'), 'image/png');
    },
  },
  {
    name: 'http: a handler that fails to read JSON answers 500 and says nothing',
    async run(target) {
      const answer = await ask(target, '/api/readJson', { body: '{', headers: { 'content-type': 'application/json' } });
      assert.deepEqual([answer.status, answer.text], [500, '']);
    },
  },
];

const answers: ConformanceCase[] = [
  ...['undefined', 'null'].map((kind) => ({
    name: `http: a function that returns ${kind} answers 204`,
    async run(target: ConformanceTarget) {
      const answer = await reply(target, kind);
      const { status, body } = facts.undefinedFromHttpFunction;
      assert.deepEqual([answer.status, answer.text], [status, body]);
    },
  })),
  {
    name: 'http: an empty answer is 200 without a body',
    async run(target) {
      const answer = await reply(target, 'empty');
      assert.deepEqual([answer.status, answer.text], [200, '']);
    },
  },
  {
    name: 'http: jsonBody is sent as application/json',
    async run(target) {
      const answer = await reply(target, 'object');
      assert.equal(answer.text, '{"a":[1,"two",null]}');
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    },
  },
  {
    name: 'http: text is sent as UTF-8 text',
    async run(target) {
      const answer = await reply(target, 'text');
      assert.equal(answer.text, 'schön');
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    },
  },
  {
    name: 'http: any status can be answered',
    async run(target) {
      const answer = await reply(target, 'teapot');
      assert.deepEqual([answer.status, answer.text], [418, 'short and stout']);
    },
  },
  {
    name: 'http: 204 and 304 go without a body, 304 with its headers',
    async run(target) {
      const none = await reply(target, 'noContent');
      assert.deepEqual([none.status, none.text], [204, '']);
      const same = await reply(target, 'notModified');
      assert.deepEqual([same.status, same.headers.get('etag')], [304, '"1"']);
    },
  },
  {
    name: 'http: a redirect is passed on',
    async run(target) {
      const answer = await reply(target, 'redirect');
      assert.deepEqual([answer.status, answer.headers.get('location')], [302, 'https://example.test/next']);
    },
  },
  {
    name: 'http: bytes are answered as they are',
    async run(target) {
      const answer = await reply(target, 'bytes');
      assert.ok(answer.bytes.equals(Buffer.from(Array.from({ length: 256 }, (_, i) => i))));
      assert.equal(answer.headers.get('content-type'), 'image/png');
    },
  },
  {
    name: "http: a function's headers are answered",
    async run(target) {
      const { headers } = await reply(target, 'headers');
      assert.deepEqual([headers.get('x-custom'), headers.get('cache-control')], ['one', 'no-store']);
    },
  },
  {
    name: 'http: cookies are written as ASP.NET writes them',
    async run(target) {
      assert.deepEqual([...(await reply(target, 'cookies')).headers.getSetCookie()], facts.cookies);
    },
  },
  ...['throws', 'bareString'].map((kind) => ({
    name: `http: a handler that ${kind === 'throws' ? 'throws' : 'returns a bare string'} answers 500 and says nothing`,
    async run(target: ConformanceTarget) {
      const answer = await reply(target, kind);
      assert.deepEqual([answer.status, answer.text], [500, '']);
    },
  })),
];

const allowed = { anonymous: 'none', function: 'a key', admin: 'the master key' };

const keys: ConformanceCase[] = [
  ...Object.entries({ anonymous: 200, unsaid: 200, function: 401, admin: 401 }).map(([level, status]) => ({
    name: `keys: without a key, level ${level} answers ${status}`,
    needs: 'keys' as const,
    async run(target: ConformanceTarget) {
      assert.equal((await ask(target, `/api/level_${level}`, { key: null })).status, status);
      assert.equal((await ask(target, `/api/level_${level}`, { key: 'wrong' })).status, status);
      assert.equal((await ask(target, `/api/level_${level}?code=wrong`, { key: null })).status, status);
    },
  })),
  ...Object.keys(allowed).map((level) => ({
    name: `keys: the master key opens level ${level}, as a header and as ?code=`,
    needs: 'master-key' as const,
    async run(target: ConformanceTarget) {
      const code = encodeURIComponent(target.masterKey ?? '');
      assert.equal((await ask(target, `/api/level_${level}`)).text, level);
      assert.equal((await ask(target, `/api/level_${level}?code=${code}`, { key: null })).text, level);
    },
  })),
  ...['/runtime/webhooks/EventGrid?functionName=onConformanceEvent', '/runtime/webhooks/durabletask/instances'].map(
    (path) => ({
      name: `keys: ${path.split('?')[0]} answers 401 without a key`,
      needs: 'keys' as const,
      async run(target: ConformanceTarget) {
        assert.equal((await ask(target, path, { key: null })).status, 401);
      },
    }),
  ),
  {
    name: 'keys: the admin API answers 401 without the master key',
    needs: 'keys',
    async run(target) {
      assert.equal((await ask(target, '/admin/functions', { key: null })).status, 401);
    },
  },
];

export const httpCases: ConformanceCase[] = [...requests, ...answers, ...keys];
