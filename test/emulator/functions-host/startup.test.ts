import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createStateFolder, runHostToItsEnd, startHostProcess } from './host-process.ts';

let folder: ReturnType<typeof createStateFolder>;
beforeEach(() => {
  folder = createStateFolder();
});
afterEach(() => folder.remove());

function writeApp(files: Record<string, string>): string {
  const app = join(folder.path, 'app');
  mkdirSync(app);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  return app;
}

const manifest = '{"main":"main.cjs"}';
const host = '{"version":"2.0"}';

describe('the host refuses to start', () => {
  test.each([
    ['nothing registers', { 'main.cjs': '', 'package.json': manifest, 'host.json': host }, 'No function registered'],
    ['main matches nothing', { 'package.json': manifest, 'host.json': host }, 'Is the app built?'],
    ['there is no host.json', { 'main.cjs': '', 'package.json': manifest }, 'No host.json'],
    ['host.json is of another version', { 'package.json': manifest, 'host.json': '{"version":"1.0"}' }, 'is not valid'],
    [
      'the app throws',
      { 'main.cjs': 'throw new Error("oh no")', 'package.json': manifest, 'host.json': host },
      'oh no',
    ],
  ])('when %s', async (_, files, message) => {
    const { code, output, log } = await runHostToItsEnd({ app: writeApp(files), state: join(folder.path, 'state') });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(log).toContain(message);
  });

  test('when an argument is wrong, naming it', async () => {
    const { code, log } = await runHostToItsEnd({
      state: folder.path,
      args: ['--crash-at', 'sometime', '--auth', 'maybe'],
    });
    expect(code).toBe(1);
    expect(log).toContain('must be before:<n> or after:<n>');
    expect(log).toContain('auth');
  });
});

describe('the host', () => {
  test('prints one line when it is ready, keeps what the app prints in its log, and ends at SIGTERM', async () => {
    const running = await startHostProcess({ state: folder.path });
    expect(running.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(running.functions).toContain('fanOut');
    expect(await running.end('SIGTERM')).toBe(0);
  });
});
