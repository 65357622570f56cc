import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { createStateFolder, durableClient, type HostProcess, startHostProcess } from './host-process.ts';

let state: ReturnType<typeof createStateFolder>;
let trace: string;
let hosts: HostProcess[];
beforeEach(() => {
  hosts = [];
  state = createStateFolder();
  trace = join(state.path, 'trace.txt');
});
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.end('SIGKILL')));
  state.remove();
});

const words = ['a'];
const expected = { done: words, sum: 0 };
async function start(...args: string[]): Promise<HostProcess> {
  const order = { state: state.path, args: ['--auth', 'off', ...args], env: { TRACE_FILE: trace } };
  const host = await startHostProcess(order);
  hosts.push(host);
  return host;
}
const marks = () => (existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n') : []);

const beginning = (host: HostProcess) =>
  durableClient(host)
    .start('m', 'marks', { words })
    .catch(() => undefined);

describe('a host that dies', () => {
  test('right after an orchestration was created knows it when it is back', async () => {
    const first = await start('--crash-at', 'after:1');
    await beginning(first);
    expect(await first.ended).toBe('SIGKILL');
    const second = await start();
    expect(await durableClient(second).end('m')).toEqual(expected);
    expect(marks()).toEqual(words);
  });

  test('between every two durable writes comes to the same end, running again the activities whose result was lost', async () => {
    let crashes = 0;
    for (let output: unknown; output === undefined; crashes += 1) {
      const host = await start('--crash-at', 'before:2');
      if (crashes === 0) await beginning(host);
      output = await durableClient(host)
        .end('m')
        .catch(() => undefined);
      if (output !== undefined) expect(output).toEqual(expected);
      expect(await host.end('SIGKILL')).toBe('SIGKILL');
    }
    expect(crashes).toBeGreaterThan(7);
    expect(new Set(marks())).toEqual(new Set(words));
    expect(marks().length).toBeGreaterThan(words.length);
  });

  test('by SIGKILL during an activity runs it again, and answers for what it finished before', async () => {
    const first = await start();
    const client = durableClient(first);
    await client.run('before', 'fanOut', { count: 3 });
    const path = join(state.path, 'go-on');
    await client.start('m', 'waitsForFile', { path });
    await eventually('the activity begins', async () => marks().includes('begun') || undefined);
    await first.end('SIGKILL');
    const second = await start();
    writeFileSync(path, '');
    expect(await durableClient(second).end('m')).toEqual({ found: true });
    expect(marks()).toEqual(['begun', 'begun']);
    expect(await durableClient(second).end('before')).toEqual({ sum: 6 });
  });
});
