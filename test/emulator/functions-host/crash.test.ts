import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createStateFolder, durableClient, startHostProcess } from './host-process.ts';

let state: ReturnType<typeof createStateFolder>;
let trace: string;
beforeEach(() => {
  state = createStateFolder();
  trace = join(state.path, 'trace.txt');
});
afterEach(() => state.remove());

const words = ['a', 'b'];
const expected = { done: words, sum: 2 };
const start = (...args: string[]) =>
  startHostProcess({ state: state.path, args: ['--auth', 'off', ...args], env: { TRACE_FILE: trace } });
const marks = () => (existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n') : []);

/** Runs hosts one after the other, each killed by itself at `crashAt`, until one lives; starts the instance first. */
async function crashUntilDone(crashAt: string): Promise<{ output: unknown; crashes: number }> {
  for (let crashes = 0; crashes < 40; crashes += 1) {
    const host = await start('--crash-at', crashAt).catch(() => undefined);
    if (!host) continue;
    if (crashes === 0)
      await durableClient(host)
        .start('m', 'marks', { words })
        .catch(() => undefined);
    const output = await durableClient(host)
      .end('m')
      .catch(() => undefined);
    if (output !== undefined) {
      await host.end('SIGKILL');
      return { output, crashes };
    }
    expect(await host.ended).toBe('SIGKILL');
  }
  throw new Error('It never came to its end.');
}

describe('a host that dies', () => {
  test('at every durable write in turn still comes to the same end', async () => {
    const { output, crashes } = await crashUntilDone('after:1');
    expect(output).toEqual(expected);
    expect(crashes).toBeGreaterThan(10);
    expect(marks().sort()).toEqual(words);
  });

  test('before a result is written runs the activity again', async () => {
    const { output, crashes } = await crashUntilDone('before:2');
    expect(output).toEqual(expected);
    expect(crashes).toBeGreaterThan(10);
    expect(new Set(marks())).toEqual(new Set(words));
    expect(marks().length).toBeGreaterThan(words.length);
  });

  test('by SIGKILL during an activity runs it again, and answers for what it finished before', async () => {
    const first = await start();
    const client = durableClient(first);
    await client.run('before', 'fanOut', { count: 3 });
    await client.start('m', 'slowly', { ms: 100 });
    await first.end('SIGKILL');
    const second = await start();
    expect(await durableClient(second).end('m')).toEqual({ waitedMs: 100 });
    expect(await durableClient(second).end('before')).toEqual({ sum: 6 });
    await second.end('SIGKILL');
  });
});
