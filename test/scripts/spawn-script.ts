import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCache } from '../../scripts/local-stack/start-emulated-azure.ts';
import { eventually } from '../support/eventually.ts';

/** A script as a person starts it, in a process group of its own, as a shell gives each command. */
export interface Script {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Waits until the script has said this, on either output. Rejects when it ends before. */
  until(said: RegExp): Promise<void>;
  /** What the terminal does at Ctrl-C: every process of the group gets it. */
  pressCtrlC(): void;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
  /** Folder of its temporary files. */
  temporary: string;
}

const started: Script[] = [];

/** Starts `node <order>`, or npm when `command` says so. Its temporary files have a folder of their own. */
export function spawnScript(order: string[], command = process.execPath): Script {
  const temporary = createTemporaryFolder();
  const child = spawn(command, order, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1', COLUMNS: '200' },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string | null);
  const script: Script = {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    async until(said) {
      const all = () => `${output.stdout}${output.stderr}`;
      await eventually(
        () => `${said} of ${all()}`,
        async () => {
          if (said.test(all())) return true;
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`It ended before ${said}: ${all()}`);
          return undefined;
        },
      );
    },
    pressCtrlC: () => void process.kill(-Number(child.pid), 'SIGINT'),
    ended,
    temporary,
  };
  started.push(script);
  return script;
}

/** For `afterEach`: a script of a failed test ends, and its children with it. */
export async function endScripts(): Promise<void> {
  for (const { child, ended, temporary } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
    rmSync(temporary, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** Compiled code is kept between starts where it always is. */
function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-script-'));
  mkdirSync(compileCache, { recursive: true });
  symlinkSync(compileCache, join(folder, 'kataproof-compile-cache'));
  return folder;
}

/** Resolves when a script and all that it has started are so many processes, or more. */
export async function untilRunning(script: Script, atLeast: number): Promise<void> {
  await eventually(
    () => `${atLeast} processes, not ${listProcesses(script).length}: ${script.stdout()}${script.stderr()}`,
    async () => (listProcesses(script).length >= atLeast ? true : undefined),
  );
}

/** Resolves when no process of a script is left, and no folder of its own. */
export async function untilNothingIsLeft(script: Script): Promise<void> {
  const folders = () => readdirSync(script.temporary).filter((name) => name.startsWith('kataproof-demo-'));
  await eventually(
    () => `the end of ${listProcesses(script).map(({ command }) => command)} and of ${folders()}`,
    async () => (listProcesses(script).length + folders().length > 0 ? undefined : true),
  );
}

/** Whether processes can be looked at here: everywhere with /proc. */
export const canListProcesses = existsSync('/proc/self/environ');

/** What a script has started, itself included, whoever is its parent now: all have its folder in their environment. */
export function listProcesses({ temporary }: Script): { id: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => read(id, 'environ').split('\0').includes(`TMPDIR=${temporary}`))
    .map((id) => ({ id: Number(id), command: read(id, 'cmdline').replaceAll('\0', ' ') }));
}

/** Empty for a process that has ended, or that is somebody else's. */
function read(id: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
