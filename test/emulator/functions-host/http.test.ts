import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { createStateFolder, type HostProcess, startHostProcess } from './host-process.ts';

const state = createStateFolder();
let host: HostProcess;
beforeAll(async () => {
  host = await startHostProcess({ state: state.path });
});
afterAll(async () => {
  await host.end('SIGKILL');
  state.remove();
});

const get = (path: string, init?: RequestInit) => host.request(path, init);
const status = async (path: string, init?: RequestInit) => (await get(path, init)).status;

describe('HTTP triggers', () => {
  test('receive route parameters, query and the URL that the client used', async () => {
    const response = await get('/api/ITEMS/42/spare%20part?a=1&a=2&b=x');
    expect(await response.json()).toEqual({
      method: 'GET',
      url: `${host.baseUrl}/api/ITEMS/42/spare%20part?a=1&a=2&b=x`,
      params: { id: '42', part: 'spare part' },
      query: { a: '1,2', b: 'x' },
    });
  });

  test('leave out an optional parameter and take a catch-all whole', async () => {
    expect(await (await get('/api/items/-1')).json()).toMatchObject({ params: { id: '-1' } });
    expect(await (await get('/api/files/a/b.txt')).json()).toMatchObject({ params: { path: 'a/b.txt' } });
  });

  test('answer 404 where a constraint, the method or the path is another', async () => {
    expect(await status('/api/items/abc')).toBe(404);
    expect(await status('/api/items/1', { method: 'PUT' })).toBe(404);
    expect(await status('/api/nowhere')).toBe(404);
    expect(await status('/items/1')).toBe(404);
  });

  test('pass a binary body both ways, with status and headers', async () => {
    const body = Buffer.alloc(
      70_000,
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
    );
    const headers = { 'content-type': 'application/octet-stream', 'x-say': 'hello' };
    const response = await get('/api/echo', { method: 'POST', body, headers });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('x-seen')).toBe('hello');
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
  });

  test('set cookies with their attributes', async () => {
    expect((await get('/api/cookies')).headers.getSetCookie()).toEqual([
      'a=1; max-age=60; path=/; samesite=strict; httponly',
      'b=x%20y; expires=Thu, 01 Jan 1970 00:00:01 GMT; path=/api; secure',
    ]);
  });

  test('answer 204 for undefined, and 500 without details for a bare string or an error', async () => {
    expect(await status('/api/nothing')).toBe(204);
    expect(await status('/api/text')).toBe(500);
    const failed = await get('/api/throws');
    expect([failed.status, await failed.text()]).toEqual([500, '']);
    await eventually(
      `the error in the log: ${host.log()}`,
      async () => host.log().includes('secret detail') || undefined,
    );
  });

  test('refuse a body that says it is larger than 100 MB, before reading it', async () => {
    const { request } = await import('node:http');
    const code = await new Promise((resolve, reject) => {
      const outgoing = request(`${host.baseUrl}/api/echo`, {
        method: 'POST',
        headers: { 'content-length': String(100 * 1024 * 1024 + 1) },
      });
      outgoing.on('response', (response) => {
        resolve(response.statusCode);
        outgoing.destroy();
      });
      outgoing.on('error', reject);
      outgoing.flushHeaders();
    });
    expect(code).toBe(413);
  });

  test('see the settings of local.settings.json, and where the host is', async () => {
    const read = async (name: string) =>
      ((await (await get(`/api/setting/${name}`)).json()) as { value: string }).value;
    expect(await read('CONFORMANCE_HUB')).toBe('ConformanceHub');
    expect(await read('WEBSITE_HOSTNAME')).toBe(new URL(host.baseUrl).host);
  });
});

describe('the admin API', () => {
  test('lists the functions and says that the host runs', async () => {
    const functions = (await (await get('/admin/functions')).json()) as { name: string; invoke_url_template: string }[];
    expect(functions.map((each) => each.name)).toEqual(host.functions);
    expect(functions.find((each) => each.name === 'item')?.invoke_url_template).toBe(
      `${host.baseUrl}/api/items/{id:int}/{part?}`,
    );
    expect(await (await get('/admin/host/status')).json()).toMatchObject({ state: 'Running' });
  });

  test('answers 404 for a function that there is not, and 400 for a body that is none', async () => {
    expect(await status('/admin/functions/nobody', { method: 'POST', body: '{}' })).toBe(404);
    expect(await status('/admin/functions/never', { method: 'POST', body: '{' })).toBe(400);
    expect(await status('/admin/functions/never', { method: 'POST', body: '{"input":1}' })).toBe(400);
  });
});
