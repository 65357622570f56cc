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
  const stack = spawnScript([
    'scripts/start.ts',
    '--no-build',
    '--empty',
    '--port',
    '0',
    '--speed',
    '600',
    '--state',
    state,
  ]);
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

interface Run {
  id: string;
  createdDateTime: string;
  timeline: { at: string; step: string }[];
  result: { nodes: { evidence: { before: { readAt: string } } }[] } | null;
}

/** Every moment anywhere in an answer, in milliseconds since the epoch. */
function momentsIn(answer: unknown): number[] {
  const found = JSON.stringify(answer).matchAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g);
  return [...found].map(([, moment = '']) => Date.parse(moment));
}

/** Moments lie in the future by what was promised for later only. */
const promises = /"(expiresDateTime|freshUntil)":"[^"]*"/g;

describe('npm start after npm start', () => {
  test('tells of no pool that the new Azure never had', async () => {
    const first = await start();
    const begunMs = Date.now();
    const { subscriptionId, resourceGroup, cluster } = JSON.parse(
      readFileSync(join(state, 'azure', 'ready.json'), 'utf8'),
    );
    const provisioning = await ask<Run>(first, '/api/provisionings', {
      cluster: { subscriptionId, resourceGroup, name: cluster },
      nodePool: { name: 'kata' },
    });
    await eventually('a posture', async () => ((await readPostures(first)).length > 0 ? true : undefined));
    await showsTrueTimes(first, provisioning.id, begunMs);
    first.child.kill('SIGTERM');
    await first.ended;

    const second = await start();
    expect(await readPostures(second)).toEqual([]);
    expect(await ask(second, '/api/runs')).toMatchObject({ value: [] });
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  /** Whatever a person can look at keeps the time of that person's clock. */
  async function showsTrueTimes(stack: Script, runId: string, begunMs: number): Promise<void> {
    const run = await eventually('the end of the run', async () => {
      const read = await ask<Run>(stack, `/api/runs/${runId}`);
      return read.result ? read : undefined;
    });
    const postures = await ask(stack, '/api/postures');
    const moments = momentsIn(JSON.parse(JSON.stringify([run, postures]).replaceAll(promises, '"later":null')));
    expect(moments.length).toBeGreaterThan(10);
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(begunMs - 1_000);
    expect(Math.max(...moments)).toBeLessThanOrEqual(Date.now());
    const readyAt = run.timeline.find(({ step }) => step.endsWith('is ready'))?.at ?? '';
    for (const { evidence } of run.result?.nodes ?? []) expect(evidence.before.readAt >= readyAt).toBe(true);
    const runs = (await ask<{ value: Run[] }>(stack, '/api/runs')).value.map((each) => each.createdDateTime);
    expect(runs).toEqual([...runs].sort().reverse());
  }

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
