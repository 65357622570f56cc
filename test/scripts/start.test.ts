import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/local-stack/find-free-port.ts';
import { eventually } from '../support/eventually.ts';
import { canListProcesses, endScripts, type Script, spawnScript, untilNothingIsLeft } from './spawn-script.ts';

/** One stack for all of it: what an earlier start has left is in its folder, and a file that is somebody else's. */
let state: string;
let port: number;
let stack: Script;

const start = (...more: string[]) => spawnScript(['scripts/start.ts', '--no-build', '--empty', ...more]);

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'kataproof-start-'));
  mkdirSync(join(state, 'functions'));
  writeFileSync(join(state, 'functions', 'of-an-earlier-run'), '');
  writeFileSync(join(state, 'notes.txt'), 'mine');
  port = await findFreePort();
  stack = start('--port', String(port), '--state', state, '--speed', '600');
  await stack.until(/^Logs: /m);
});

afterAll(async () => {
  await endScripts();
  rmSync(state, { recursive: true, force: true });
});

/** What a curl line that was printed asks for. */
function parseCurl(line: string) {
  const quoted = [...line.matchAll(/(-\w )?'([^']*)'/g)].map(([, flag = '', text = '']) => ({
    flag: flag.trim(),
    text,
  }));
  const headers = quoted.filter(({ flag }) => flag === '-H').map(({ text }) => text.split(': ') as [string, string]);
  return {
    url: quoted.find(({ flag }) => flag === '')?.text ?? '',
    init: { method: 'POST', headers, body: quoted.find(({ flag }) => flag === '-d')?.text ?? '' },
  };
}

const printedLine = (holding: string) =>
  stack
    .stdout()
    .split('\n')
    .find((line) => line.includes(holding)) ?? '';

describe('npm start', () => {
  test('begins anew, and lets be what is not its own', () => {
    expect(readdirSync(join(state, 'functions'))).not.toContain('of-an-earlier-run');
    expect(readFileSync(join(state, 'notes.txt'), 'utf8')).toBe('mine');
    expect(stack.stdout()).toContain('the next start begins anew');
  });

  test('prints how an event is published and a timer rung, which works as it stands', async () => {
    const event = parseCurl(printedLine('/__emulator/system-events'));
    const { deliveries } = (await (await fetch(event.url, event.init)).json()) as { deliveries: object[] };
    expect(deliveries).toMatchObject([{ subscription: 'kataproof-cluster', outcome: 'delivered', lastStatus: 201 }]);
    const timer = parseCurl(printedLine('/admin/functions/everyNightProveFleet'));
    expect((await fetch(timer.url, timer.init)).status).toBe(202);
    const log = join(state, 'logs', 'functions-host.log');
    await eventually('the look that the event has started', async () =>
      /proveChanges/.test(readFileSync(log, 'utf8')) ? true : undefined,
    );
    await eventually('the end of the night', async () =>
      /proveFleet\)?: Completed/.test(readFileSync(log, 'utf8')) ? true : undefined,
    );
  });

  test('shows where ARM and the managed identity are, and leaves them in a file for az', async () => {
    const ready = JSON.parse(readFileSync(join(state, 'azure', 'ready.json'), 'utf8'));
    expect(printedLine('Azure Resource Manager')).toContain(ready.settings.AZURE_RESOURCE_MANAGER_ENDPOINT);
    const [, endpoint = '', secret = ''] = /(http:\S+)\s+\(X-IDENTITY-HEADER: (.+)\)/.exec(stack.stdout()) ?? [];
    const token = await fetch(`${endpoint}?resource=https://management.azure.com&api-version=2019-08-01`, {
      headers: { 'x-identity-header': secret },
    });
    expect(token.status).toBe(200);
  });

  test('is refused beside another in its folder or on its port, before anything is written', async () => {
    const files = () =>
      readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('logs/'));
    const before = { files: files(), kubeconfig: readFileSync(join(state, 'azure', 'admin.kubeconfig'), 'utf8') };
    const other = mkdtempSync(join(tmpdir(), 'kataproof-other-'));
    const sameFolder = start('--port', '0', '--state', state);
    const samePort = start('--port', String(port), '--state', other);
    for (const refused of [sameFolder, samePort]) {
      await refused.until(/is taken|listens on/);
      expect(refused.stdout()).toBe('');
      expect(await refused.ended).toBe(1);
    }
    expect(sameFolder.stderr()).toMatch(
      new RegExp(`is taken: Kataproof runs there already \\(process ${stack.child.pid}`),
    );
    expect(samePort.stderr()).toContain(`Port ${port} is taken`);
    expect({ files: files(), kubeconfig: readFileSync(join(state, 'azure', 'admin.kubeconfig'), 'utf8') }).toEqual(
      before,
    );
    expect(readdirSync(other)).toEqual([]);
    rmSync(other, { recursive: true });
  });

  test('ends with all that it has started at SIGTERM', async () => {
    stack.child.kill('SIGTERM');
    expect(await stack.ended).toBe(0);
    expect(stack.stdout()).toMatch(/SIGTERM: ending the Functions host[\s\S]*Ended\.\n$/);
    if (canListProcesses) await untilNothingIsLeft(stack);
  });
});
