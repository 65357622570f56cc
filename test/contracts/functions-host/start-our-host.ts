import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ConformanceTarget } from '../../support/functions-host/conformance-target.ts';

const app = fileURLToPath(new URL('./app', import.meta.url));
const main = fileURLToPath(new URL('../../../emulator/functions-host/main.ts', import.meta.url));

interface Ready {
  ready: true;
  baseUrl: string;
  masterKey: string;
}

/**
 * Starts our host with the conformance app, as a process of its own. It isn't strict here: the suite asks for what
 * Azure does, also where that is a trap, and idle waits for durable timers pass ten times as fast.
 */
export async function startOurHost(): Promise<ConformanceTarget & { stop(): Promise<void> }> {
  const state = mkdtempSync(join(tmpdir(), 'kataproof-conformance-'));
  const args = [main, '--app', app, '--port', '0', '--state', state, '--strict', 'off', '--speed', '10'];
  const host = spawn(process.execPath, ['--no-warnings', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log: string[] = [];
  createInterface(host.stderr).on('line', (line) => log.push(line));
  const exited = new Promise<void>((resolve) => host.once('exit', () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface(host.stdout).once('line', (line) => resolve(JSON.parse(line) as Ready));
    host.once('exit', (code) => reject(new Error(`The host ended with ${code}:\n${log.join('\n')}`)));
  });
  return {
    name: 'our host',
    baseUrl: ready.baseUrl,
    masterKey: ready.masterKey,
    asksForKeys: true,
    patienceMs: 10_000,
    calmMs: 300,
    async stop() {
      host.kill('SIGTERM');
      await exited;
      rmSync(state, { recursive: true, force: true });
    },
  };
}
