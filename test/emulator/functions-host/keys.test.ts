import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FunctionKeys } from '../../../emulator/functions-host/http/key-store.ts';
import { createStateFolder, type HostProcess, startHostProcess } from './host-process.ts';

const state = createStateFolder();
let host: HostProcess;
let keys: FunctionKeys;
const readKeys = () => JSON.parse(readFileSync(join(state.path, 'keys.json'), 'utf8')) as FunctionKeys;
beforeAll(async () => {
  host = await startHostProcess({ state: state.path, args: [] });
  keys = readKeys();
});
afterAll(async () => {
  await host.end('SIGKILL');
  state.remove();
});

const withKey = async (path: string, key?: string, init: RequestInit = {}) =>
  (await host.request(path, { ...init, headers: key === undefined ? {} : { 'x-functions-key': key } })).status;

describe('with authentication on (the default)', () => {
  test('an anonymous function needs no key', async () => {
    expect(await withKey('/api/items/1')).toBe(200);
  });

  test('a function takes its own key, a host key or the master key, in header or query', async () => {
    for (const key of [keys.functionKeys['keyed']?.['default'], keys.hostKeys['default'], host.masterKey]) {
      expect(await withKey('/api/keyed', key)).toBe(200);
      expect((await host.request(`/api/keyed?code=${key}`)).status).toBe(200);
    }
  });

  test("a function refuses no key, a wrong one, and another function's", async () => {
    for (const key of [
      undefined,
      'wrong',
      keys.functionKeys['item']?.['default'],
      keys.systemKeys['eventgrid_extension'],
    ]) {
      expect(await withKey('/api/keyed', key)).toBe(401);
    }
  });

  test('the admin level and the admin API take the master key alone', async () => {
    for (const path of ['/api/mastered', '/admin/functions', '/admin/host/status']) {
      expect(await withKey(path, host.masterKey)).toBe(200);
      expect(await withKey(path, keys.hostKeys['default'])).toBe(401);
      expect(await withKey(path)).toBe(401);
    }
  });

  test("the webhooks of an extension take its own system key, not the other's", async () => {
    const durable = '/runtime/webhooks/durabletask/instances';
    const eventGrid = '/runtime/webhooks/EventGrid?functionName=onEvent';
    const unsubscribe = { method: 'POST' };
    expect(await withKey(durable, keys.systemKeys['durabletask_extension'])).toBe(200);
    expect(await withKey(durable, keys.systemKeys['eventgrid_extension'])).toBe(401);
    expect(await withKey(durable)).toBe(401);
    expect(await withKey(eventGrid, keys.systemKeys['durabletask_extension'], unsubscribe)).toBe(401);
    expect(await withKey(eventGrid, keys.systemKeys['eventgrid_extension'], unsubscribe)).toBe(400);
  });

  test('the URLs that a client hands out carry the key and work', async () => {
    const response = await host.request('/api/client/start/keyed-one', {
      method: 'POST',
      body: JSON.stringify({ name: 'fanOut', input: { count: 1 } }),
    });
    const { statusQueryGetUri } = (await response.json()) as { statusQueryGetUri: string };
    expect(statusQueryGetUri.startsWith(`${host.baseUrl}/runtime/webhooks/durabletask/instances/keyed-one?`)).toBe(
      true,
    );
    expect((await fetch(statusQueryGetUri)).ok).toBe(true);
    expect((await fetch(statusQueryGetUri.replace(/code=.*/, 'code=wrong'))).status).toBe(401);
  });

  test('the keys are the same after a restart', async () => {
    await host.end('SIGTERM');
    host = await startHostProcess({ state: state.path, args: [] });
    expect(readKeys()).toEqual(keys);
    expect(host.masterKey).toBe(keys.masterKey);
  });
});
