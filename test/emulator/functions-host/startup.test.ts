import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createStateFolder, runHostToItsEnd, startHostProcess } from './host-process.ts';

let folder: ReturnType<typeof createStateFolder>;
beforeEach(() => {
  folder = createStateFolder();
});
afterEach(() => folder.remove());

function writeApp(name: string, files: Record<string, string>): string {
  const app = join(folder.path, name);
  mkdirSync(app);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(app, file), text);
  return app;
}

const manifest = '{"main":"main.cjs"}';
const host = '{"version":"2.0"}';

const library = JSON.stringify(createRequire(import.meta.url).resolve('@azure/functions'));
const streaming = `const { app } = require(${library});
app.setup({ enableHttpStream: true });
app.http('any', { handler: async () => ({}) });`;

const unservable = {
  'nothing registers': { 'main.cjs': '', 'package.json': manifest, 'host.json': host },
  'main matches nothing': { 'package.json': manifest, 'host.json': host },
  'there is no host.json': { 'main.cjs': '', 'package.json': manifest },
  'host.json is of another version': { 'package.json': manifest, 'host.json': '{"version":"1.0"}' },
  'the app streams HTTP': { 'main.cjs': streaming, 'package.json': manifest, 'host.json': host },
  'the app throws': { 'main.cjs': 'throw new Error("oh no")', 'package.json': manifest, 'host.json': host },
};

describe('the host refuses to start', () => {
  test('when the app is none that it can serve, saying why', async () => {
    const outcomes = await Promise.all(
      Object.entries(unservable).map(([name, files]) =>
        runHostToItsEnd({ app: writeApp(name, files), state: join(folder.path, 'state') }),
      ),
    );
    expect(outcomes.map(({ code, output }) => ({ code, output }))).toEqual(
      outcomes.map(() => ({ code: 1, output: '' })),
    );
    const messages = [
      'No function registered',
      'Is the app built?',
      'No host.json',
      'is not valid',
      'streams HTTP',
      'oh no',
    ];
    expect(outcomes.map((each) => each.log)).toEqual(messages.map((message) => expect.stringContaining(message)));
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
