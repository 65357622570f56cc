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
  /** All that it has started, and what those have. */
  descendants(): number[];
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
    descendants: () => listDescendants(Number(child.pid)),
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

/** Resolves when none of the processes is left. */
export async function untilGone(processes: readonly number[]): Promise<void> {
  await eventually(
    () => `the end of the processes ${processes.filter(isRunning).join(', ')}`,
    async () => (processes.some(isRunning) ? undefined : true),
  );
}

/** Resolves when a script has left no folder of its own. */
export async function untilTidy({ temporary }: Script): Promise<void> {
  const left = () => readdirSync(temporary).filter((name) => name.startsWith('kataproof-demo-'));
  await eventually(
    () => `${temporary} without ${left()}`,
    async () => (left().length > 0 ? undefined : true),
  );
}

/** Whether processes can be looked at here: everywhere with /proc. */
export const canListProcesses = existsSync('/proc/self/stat');

/** State and parent of a process; null when there is none. The name before them may hold anything. */
function readProcess(id: number | string): { state: string; parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** One that has ended and whose end nobody has asked for (Z) runs no more. */
const isRunning = (id: number) => !['Z', 'X', undefined].includes(readProcess(id)?.state);

function listDescendants(root: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = all.map((id) => ({ id: Number(id), parent: readProcess(id)?.parent }));
  const below = (id: number): number[] =>
    parents.filter(({ parent }) => parent === id).flatMap((child) => [child.id, ...below(child.id)]);
  return below(root);
}
