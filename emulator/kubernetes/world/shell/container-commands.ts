import type { Command, ExecResult } from 'just-bash';
import type { Timeline } from '../controller-runtime/timeline.ts';
import type { Kernel } from './kernel.ts';
import type { ShellLibrary } from './shell-library.ts';
import type { TerminalSize } from './terminal-session.ts';

export interface ProcessIdentity {
  hostname: string;
  uid: number;
  gid: number;
}

/** The handlers that a script set with `trap`, by signal name (`EXIT`, `TERM`, …). */
export type Traps = Map<string, string>;

const done = (stdout: string, exitCode = 0, stderr = ''): ExecResult => ({ stdout, stderr, exitCode });

/** Creates the commands whose output depends on the kernel, the pod or the clock. */
export function createContainerCommands(
  { defineCommand }: ShellLibrary,
  context: {
    kernel: Kernel;
    identity: ProcessIdentity;
    timeline: Timeline;
    traps: Traps;
    processes(): { pid: number; command: string }[];
    terminal?: { size(): TerminalSize } | undefined;
  },
): Command[] {
  const { kernel, identity, timeline, traps } = context;
  return [
    defineCommand('uname', async (args) => uname(args, kernel, identity.hostname)),
    defineCommand('nproc', async () => done(`${kernel.cpus}\n`)),
    defineCommand('hostname', async () => done(`${identity.hostname}\n`)),
    defineCommand('whoami', async () =>
      identity.uid === 0 ? done('root\n') : done('', 1, `whoami: unknown uid ${identity.uid}\n`),
    ),
    defineCommand('id', async (args) => done(id(args, identity))),
    defineCommand('ps', async (args) => done(processList(args, context.processes(), identity.uid))),
    defineCommand('sleep', async (args, { signal }) => {
      const ms = parseSleep(args);
      if (ms === null) return done('', 1, `sleep: invalid number '${args.join(' ')}'\n`);
      return done('', await sleep(ms, timeline, signal));
    }),
    defineCommand('tty', async () => (context.terminal ? done('/dev/pts/0\n') : done('not a tty\n', 1))),
    defineCommand('stty', async (args) => {
      if (!context.terminal) return done('', 1, 'stty: standard input: Inappropriate ioctl for device\n');
      const { columns, rows } = context.terminal.size();
      if (args[0] === 'size') return done(`${rows} ${columns}\n`);
      return done(args.length === 0 ? `speed 38400 baud; rows ${rows}; columns ${columns};\n` : '');
    }),
    defineCommand('tar', async (args, { origCommand }) => {
      const result = await origCommand?.(withRelativePaths(args));
      return result ?? done('', 127, 'tar: not found\n');
    }),
    defineCommand('trap', async (args) => {
      setTraps(args, traps);
      return done('');
    }),
  ];
}

function uname(args: string[], kernel: Kernel, hostname: string): ExecResult {
  const letters = args.flatMap((arg) => (arg.startsWith('-') ? [...arg.slice(1)] : [])).join('') || 's';
  const unknown = /[^asnrvmpio]/.exec(letters);
  if (unknown) return done('', 1, `uname: unrecognized option: ${unknown[0]}\n`);
  const fields: [string, string][] = [
    ['s', 'Linux'],
    ['n', hostname],
    ['r', kernel.release],
    ['v', kernel.version],
    ['m', 'x86_64'],
    ['o', 'GNU/Linux'],
  ];
  const all = letters.includes('a');
  return done(
    `${fields
      .filter(([letter]) => all || letters.includes(letter))
      .map(([, value]) => value)
      .join(' ')}\n`,
  );
}

/** Prints processes as busybox does, or as procps does when users are asked for (`ps aux`, `ps faux`, `ps -ef`). */
function processList(args: string[], processes: { pid: number; command: string }[], uid: number): string {
  const user = uid === 0 ? 'root' : String(uid);
  if (!/u|e?f/.test(args.join(''))) {
    const rows = processes.map(({ pid, command }) => `${String(pid).padStart(5)} ${user.padEnd(8)}  0:00 ${command}`);
    return ['PID   USER     TIME  COMMAND', ...rows, ''].join('\n');
  }
  const rows = processes.map(
    ({ pid, command }) =>
      `${user.padEnd(8)} ${String(pid).padStart(7)}  0.0  0.0   4480  3328 ?        Ss   08:00   0:00 ${command}`,
  );
  return ['USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND', ...rows, ''].join('\n');
}

function id(args: string[], { uid, gid }: ProcessIdentity): string {
  const named = (number: number) => (number === 0 ? '0(root)' : String(number));
  if (args.includes('-u')) return `${uid}\n`;
  if (args.includes('-g')) return `${gid}\n`;
  return `uid=${named(uid)} gid=${named(gid)} groups=${named(gid)}\n`;
}

/**
 * The names in an archive never begin with a slash, on which clients like `kubectl cp` rely: absolute paths become paths
 * below `/`.
 */
function withRelativePaths(args: string[]): string[] {
  if (!/^-?[a-zA-Z]*c/.test(args[0] ?? '') && !args.includes('--create')) return args;
  const isPath = (index: number) =>
    index > 0 &&
    args[index]?.startsWith('/') === true &&
    !/^(-[a-zA-Z]*[fC]|--file|--directory)$/.test(args[index - 1] ?? '');
  const paths = args.filter((_, index) => isPath(index));
  if (paths.length === 0 || args.includes('-C')) return args;
  const others = args.filter((_, index) => !isPath(index));
  return [...others, '-C', '/', ...paths.map((path) => path.replace(/^\/+/, '') || '.')];
}

const unitMs: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Parses the arguments of sleep (`5`, `0.5`, `2m`, `infinity`) into milliseconds. Returns null when one is not a
 * duration.
 */
function parseSleep(args: string[]): number | null {
  let sum = 0;
  for (const arg of args) {
    const match = /^(\d*\.?\d+|infinity|inf)([smhd]?)$/.exec(arg);
    if (!match) return null;
    sum += match[1]?.startsWith('inf') ? Number.POSITIVE_INFINITY : Number(match[1]) * (unitMs[match[2] ?? ''] ?? 1000);
  }
  return args.length > 0 ? sum : null;
}

/** Resolves with 0 after the time, or with 143 when a signal ended it. */
function sleep(ms: number, timeline: Timeline, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(143);
    const cancel = timeline.exactly(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve(0);
    });
    function abort() {
      cancel();
      resolve(143);
    }
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Handles `trap 'action' SIGNAL…` and `trap - SIGNAL…`. A signal is a name with or without SIG, or its number. */
function setTraps(args: string[], traps: Traps): void {
  const words = args[0] === '--' ? args.slice(1) : args;
  const [action, ...signals] = words.length === 1 ? ['-', ...words] : words;
  const numbers: Record<string, string> = { 0: 'EXIT', 1: 'HUP', 2: 'INT', 15: 'TERM' };
  for (const word of signals) {
    const name = numbers[word] ?? word.toUpperCase().replace(/^SIG/, '');
    if (action === undefined || action === '-') traps.delete(name);
    else traps.set(name, action);
  }
}
