import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnNode } from '../../../scripts/local-stack/spawn-node.ts';
import { eventually } from '../../support/eventually.ts';

export const conformanceApp = resolve('test/emulator/functions-host/app');

/** Hosts start often here, so compiled code is kept between starts. */
const compileCache = join(tmpdir(), 'functions-host-compile-cache');

/** A Functions host in a process of its own, as users start it. */
export interface HostProcess {
  baseUrl: string;
  functions: string[];
  masterKey: string;
  /** Returns everything that it has logged so far. */
  log(): string;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a signal and waits for the end. Resolves with the exit code, or with the signal that killed the host. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null>;
  ended: Promise<number | string | null>;
}

export function createStateFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'functions-host-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface HostProcessOptions {
  app?: string;
  state: string;
  args?: string[];
  env?: Record<string, string>;
}

function spawnHost(options: HostProcessOptions): { child: ChildProcess; output(): string; log(): string } {
  const { app = conformanceApp, state, args = ['--auth', 'off'], env } = options;
  const main = resolve('emulator/functions-host/main.ts');
  const child = spawnNode([main, '--app', app, '--port', '0', '--state', state, ...args], {
    environment: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: compileCache, ...env },
    output: 'pipe',
    errors: 'pipe',
  });
  let output = '';
  let log = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return { child, output: () => output, log: () => log };
}

const exitOf = async (child: ChildProcess): Promise<number | string | null> => {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return code ?? signal;
};

/** Runs a host that must not start. Returns its exit code, standard output and log. */
export async function runHostToItsEnd(options: HostProcessOptions) {
  const { child, output, log } = spawnHost(options);
  const code = await exitOf(child);
  return { code, output: output(), log: log() };
}

/** Starts a host and waits for its line on standard output. Rejects with its log when it ends before that. */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const { child, output, log } = spawnHost(options);
  const ended = exitOf(child);
  await Promise.race([
    new Promise<void>((ready) => child.stdout?.on('data', () => output().includes('\n') && ready())),
    ended.then((code) => Promise.reject(new Error(`The host ended (${code}): ${log()}`))),
  ]);
  const { baseUrl, functions, masterKey } = JSON.parse(output()) as Pick<
    HostProcess,
    'baseUrl' | 'functions' | 'masterKey'
  >;
  return {
    baseUrl,
    functions,
    masterKey,
    log,
    request: (path, init) => fetch(`${baseUrl}${path}`, init),
    async end(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}

/** Returns the durable operations of the conformance app, which does them through the real SDK client. */
export function durableClient(host: HostProcess) {
  const post = (path: string, body: unknown = {}) =>
    host.request(`/api/client/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return {
    start: (id: string, name: string, input: unknown = {}) => post(`start/${id}`, { name, input }),
    /** Waits until the instance has ended. Resolves with its output, or with its status when it did not complete. */
    async end(id: string): Promise<unknown> {
      const response = await eventually(
        () => `the end of ${id}: ${host.log()}`,
        async () => {
          const answer = await post(`wait/${id}`);
          return answer.status === 202 ? undefined : answer;
        },
      );
      return response.json();
    },
    async run(id: string, name: string, input: unknown = {}): Promise<unknown> {
      const started = await post(`start/${id}`, { name, input });
      if (started.status !== 202) throw new Error(`${id} didn't start: ${started.status} ${host.log()}`);
      return this.end(id);
    },
    status: async (id: string): Promise<Record<string, unknown>> =>
      (await (await post(`status/${id}`)).json()) as Record<string, unknown>,
    raise: (id: string, event: string, input: unknown) => post(`raise/${id}`, { event, input }),
    operate: (operation: string, id: string, reason = 'because') => post(`${operation}/${id}`, { reason }),
    list: async (runtimeStatus: string[]): Promise<{ instanceId: string }[]> =>
      (await (await post('list', { runtimeStatus })).json()) as { instanceId: string }[],
  };
}
