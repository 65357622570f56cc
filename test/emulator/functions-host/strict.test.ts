import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createStateFolder, durableClient, type HostProcess, startHostProcess } from './host-process.ts';

const folders = [createStateFolder(), createStateFolder()] as const;
let strict: HostProcess;
let lenient: HostProcess;
beforeAll(async () => {
  const start = (state: string, mode: string) =>
    startHostProcess({ state, args: ['--auth', 'off', '--speed', '100000', '--strict', mode] });
  [strict, lenient] = await Promise.all([start(folders[0].path, 'on'), start(folders[1].path, 'off')]);
});
afterAll(async () => {
  await Promise.all([strict.end('SIGKILL'), lenient.end('SIGKILL')]);
  for (const folder of folders) folder.remove();
});

describe('strict mode', () => {
  test.each([
    ['a boolean into an activity', 'pass', { input: false }, 'bare boolean: Azure would deliver the text "False"'],
    ['a string into an activity', 'pass', { input: 'x' }, 'is a bare string'],
    ['nothing into an activity', 'pass', {}, 'is missing'],
    ['nothing out of an activity', 'pass', { input: {}, activity: 'returnsNothing' }, 'output of activity'],
    ['a string out of an activity', 'pass', { input: {}, activity: 'returnsText' }, 'is a bare string'],
    ['a large output', 'pass', { input: { characters: 31_000 }, activity: 'returnsLarge' }, 'would move it to a blob'],
    ['continueAsNew with a string', 'continuesWithText', {}, 'extra quotes'],
    ['a retry timeout', 'retryTimeout', {}, 'hanging for ever'],
    ['a timer left open', 'forgetsTimer', {}, 'show the instance as Running until the last has fired'],
    ['a wait-all that never ends', 'failsBesideWait', {}, 'leave the instance Running for ever'],
    ['a custom status above 16 KB', 'bigStatus', { characters: 8200 }, 'Azure refuses more than 16384'],
  ])('fails the instance for %s', async (title, name, input, message) => {
    const id = title.replaceAll(' ', '-');
    const status = await durableClient(strict).run(id, name, input);
    expect(status).toMatchObject({ runtimeStatus: 'Failed', output: expect.stringContaining(message) });
  });

  test('takes a custom status and payloads just below the limits', async () => {
    expect(await durableClient(strict).run('fits', 'bigStatus', { characters: 8000 })).toEqual({});
    const fits = { input: { characters: 30_000 }, activity: 'returnsLarge' };
    expect(await durableClient(strict).run('fits-too', 'pass', fits)).toMatchObject({
      echoed: { text: expect.any(String) },
    });
  });

  test('refuses to start with an input, or to raise an event, that is too large', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(31_000) });
    const post = (path: string) => strict.request(`/runtime/webhooks/durabletask/${path}`, { method: 'POST', body });
    expect((await post('orchestrators/fanOut')).status).toBe(400);
    await durableClient(strict).start('listens', 'waits', { ms: 1e12 });
    expect((await post('instances/listens/raiseEvent/approval')).status).toBe(400);
  });
});

describe('without strict mode', () => {
  test('the host mangles as Azure does', async () => {
    const client = durableClient(lenient);
    expect(await client.run('boolean', 'pass', { input: false })).toEqual({ echoed: 'False' });
    expect(await client.run('text', 'pass', { input: '5' })).toEqual({ echoed: '5' });
    expect(await client.run('nothing', 'pass', { input: {}, activity: 'returnsNothing' })).toEqual({ echoed: null });
    const large = { input: { characters: 31_000 }, activity: 'returnsLarge' };
    expect(await client.run('large', 'pass', large)).toMatchObject({ echoed: { text: expect.any(String) } });
  });

  test('a timer left open keeps the instance running until it has fired', async () => {
    await durableClient(lenient).run('open', 'forgetsTimer');
    const { createdTime, lastUpdatedTime } = await durableClient(lenient).status('open');
    expect(Date.parse(String(lastUpdatedTime)) - Date.parse(String(createdTime))).toBeGreaterThanOrEqual(3_599_000);
  });
});
