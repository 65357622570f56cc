import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { canListProcesses, endScripts, listProcesses, type Script, spawnScript } from './spawn-script.ts';

let state: string;

beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'kataproof-start-'));
});
afterAll(async () => {
  await endScripts();
  rmSync(state, { recursive: true, force: true });
});

async function start(): Promise<Script> {
  const stack = spawnScript(['scripts/start.ts', '--no-build', '--port', '0', '--speed', '600', '--state', state]);
  await stack.until(/^Logs: /m);
  return stack;
}

async function ask<T>(stack: Script, path: string, body?: object): Promise<T> {
  const [, baseUrl = ''] = /listens on (\S+)/.exec(stack.stdout()) ?? [];
  const [, key = ''] = /x-functions-key: ([^']+)/.exec(stack.stdout()) ?? [];
  const response = await fetch(`${baseUrl}${path}`, {
    headers: { 'x-functions-key': key, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

const readPostures = async (stack: Script) => (await ask<{ value: object[] }>(stack, '/api/postures')).value;

describe('npm start after npm start', () => {
  test('tells of no pool that the new Azure never had', async () => {
    const first = await start();
    const { subscriptionId, resourceGroup, cluster } = JSON.parse(
      readFileSync(join(state, 'azure', 'ready.json'), 'utf8'),
    );
    await ask(first, '/api/provisionings', {
      cluster: { subscriptionId, resourceGroup, name: cluster },
      nodePool: { name: 'kata' },
    });
    await eventually('a posture', async () => ((await readPostures(first)).length > 0 ? true : undefined));
    first.child.kill('SIGTERM');
    await first.ended;

    const second = await start();
    expect(await readPostures(second)).toEqual([]);
    expect(await ask(second, '/api/runs')).toMatchObject({ value: [] });
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  (canListProcesses ? test : test.skip).each(['functions-host/main.ts', 'emulator/main.ts'])(
    'ends with 1 when its %s ends',
    async (part) => {
      const stack = await start();
      const lost = listProcesses(stack).find(({ command }) => command.includes(part));
      process.kill(Number(lost?.id), 'SIGKILL');
      expect(await stack.ended).toBe(1);
      expect(stack.stderr()).toContain('has ended by itself');
    },
  );
});
