import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import axios from 'axios';
import { createHostCaller } from '../../functions/durable-client/call-host.ts';

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/runtime/instances/a%20b?code=c`;
}

/** As Durable's client makes its axios. */
const callers = () => [
  createHostCaller(),
  axios.create({
    validateStatus: (status) => status < 600,
    headers: { post: { 'Content-Type': 'application/json' } },
  }),
];

const calls: [string, (caller: ReturnType<typeof createHostCaller>, url: string) => Promise<unknown>][] = [
  ['a get', (caller, url) => caller.get(url)],
  ['a get with a header', (caller, url) => caller.get(url, { headers: { 'x-ms-continuation-token': 'a' } })],
  ['a delete', (caller, url) => caller.delete(url)],
  ['a post of JSON', (caller, url) => caller.post(url, '{"a":"ü"}', { headers: { traceparent: '00-a-b-01' } })],
  ['a post of nothing as JSON', (caller, url) => caller.post(url, '', { headers: {} })],
  ['a post without a body', (caller, url) => caller.post(url)],
];

/** What differs between any two programs, and what an answer of the host's does not depend on. */
const idle = ['user-agent', 'accept-encoding', 'host', 'connection'];

test.each(calls)('%s reaches the host as from axios', async (_what, call) => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    const headers = Object.entries(request.headers).filter(([name]) => !idle.includes(name));
    void text(request).then((body) => {
      seen.push([request.method, request.url, Object.fromEntries(headers), body]);
      response.end();
    });
  });
  for (const caller of callers()) await call(caller as ReturnType<typeof createHostCaller>, url);
  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]);
});

test.each([
  [200, '{"id":"a","input":"ü"}'],
  [202, ''],
  [404, ''],
  [410, 'gone'],
  [500, '{"Message":"Something went wrong"}'],
  [503, '<html>'],
  [200, '[]'],
])('an answer of %i with the body %j is read as axios reads it', async (status, body) => {
  const url = await serve((_request, response) => {
    response.writeHead(status, { 'x-ms-continuation-token': 'next', 'content-type': 'application/json' });
    response.end(body);
  });
  const [ours, theirs] = await Promise.all(callers().map((caller) => caller.get(url)));
  expect([ours?.status, ours?.data]).toEqual([theirs?.status, theirs?.data]);
  expect(ours?.headers['x-ms-continuation-token']).toBe('next');
});

test('an answer that ends too soon is none', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"id"', () => response.destroy());
  });
  await expect(createHostCaller().get(url)).rejects.toThrow();
});

test('rejects when nobody listens, with the code of the system', async () => {
  const url = await serve((_request, response) => response.end());
  await new Promise((closed) => server?.close(closed));
  await expect(createHostCaller().post(url, '{}')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
