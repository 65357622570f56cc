import type { CommandName, InMemoryFs } from 'just-bash';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { createContainerCommands, type ProcessIdentity, type Traps } from './container-commands.ts';
import { createContainerFiles } from './container-files.ts';
import type { Kernel } from './kernel.ts';
import { staticKernelFiles, uptimeFile } from './kernel-files.ts';
import { type Program, parseCommandLine } from './parse-command-line.ts';
import { loadShellLibrary, type ShellLibrary } from './shell-library.ts';
import { streamOutput } from './stream-output.ts';

export interface ContainerOptions {
  kernel: Kernel;
  identity: ProcessIdentity;
  timeline: Timeline;
  environment: Record<string, string>;
  workingDirectory: string;
  readOnlyRoot: boolean;
  terminationLogPath: string;
  volumes: { mountPath: string; files: InMemoryFs; readOnly: boolean }[];
  /** Further files, by path. */
  files: Record<string, string>;
}

export interface RunOptions {
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Bytes as they come for a shell without a script, text for anything else. */
  stdin?: string | AsyncIterable<Uint8Array>;
  signal: AbortSignal;
  /** Called with a way to deliver a signal to this process; answers whether the process handles it. */
  onStart?(process: { handles(signal: string): boolean }): void;
}

/** The inside of a container: its files and its kernel, shared by everything that runs in it. */
export interface ContainerSandbox {
  /** Whether the image has such a program. */
  hasExecutable(name: string): boolean;
  /**
   * Runs a program to its end and resolves with its exit code. When `signal` aborts, its traps for TERM and EXIT still
   * run if `signal.reason` is 'TERM'.
   */
  run(argv: string[], options: RunOptions): Promise<number>;
  /** Content of a file, or '' when there is none. */
  read(path: string): Promise<string>;
}

/** What a busybox image has, as far as the interpreter has it too. */
const imageCommands = (
  'awk base64 basename bash cat chmod clear comm cp cut date diff dirname du echo egrep env expand expr false fgrep find ' +
  'fold grep gunzip gzip head ln ls md5sum mkdir mv nl od paste printenv printf pwd readlink rev rm rmdir sed seq sh ' +
  'sha1sum sha256sum sort split stat strings tac tail tar tee time timeout touch tr true unexpand uniq wc which xargs zcat'
).split(' ') as CommandName[];

/** An emulated script may run for as long as its pod: only its own limits end it. */
const noLimits = {
  maxLoopIterations: Number.MAX_SAFE_INTEGER,
  maxCommandCount: Number.MAX_SAFE_INTEGER,
  maxWorkUnits: Number.MAX_SAFE_INTEGER,
  maxOutputSize: Number.MAX_SAFE_INTEGER,
  maxExecutionTimeMs: 2 ** 31 - 1,
};

const osRelease = `NAME="Microsoft Azure Linux"
VERSION="3.0"
ID=azurelinux
VERSION_ID="3.0"
PRETTY_NAME="Microsoft Azure Linux 3.0"
`;

export async function createContainerSandbox(options: ContainerOptions): Promise<ContainerSandbox> {
  const library = await loadShellLibrary();
  const base = new library.InMemoryFs();
  const processes = new Map<number, string>();
  const imageFiles: Record<string, string> = {
    '/etc/os-release': osRelease,
    '/etc/hostname': `${options.identity.hostname}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n`,
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    '/etc/group': 'root:x:0:\nnobody:x:65534:\n',
    [options.terminationLogPath]: '',
    ...options.files,
  };
  for (const [path, content] of Object.entries(imageFiles)) base.writeFileSync(path, content);

  let nextPid = 1;
  const startProcess = (command: string) => {
    const pid = nextPid++;
    processes.set(pid, command);
    for (const [path, content] of Object.entries(processFiles(pid, command))) base.writeFileSync(path, content);
    return pid;
  };
  const endProcess = async (pid: number) => {
    processes.delete(pid);
    await base.rm(`/proc/${pid}`, { recursive: true, force: true });
  };
  const open = (run: RunOptions, pid: number, traps: Traps) => {
    const files = createContainerFiles(library, {
      base,
      volumes: options.volumes,
      readOnlyRoot: options.readOnlyRoot,
      terminationLogPath: options.terminationLogPath,
      dynamic: { '/proc/uptime': () => uptimeFile(options.kernel, options.timeline.now()) },
      write: run.write,
    });
    const listProcesses = () => [...processes].map(([id, command]) => ({ pid: id, command }));
    const shell = new library.Bash({
      fs: files,
      cwd: options.workingDirectory,
      env: options.environment,
      commands: imageCommands,
      customCommands: createContainerCommands(library, { ...options, traps, processes: listProcesses }),
      defenseInDepth: false,
      executionLimits: noLimits,
      processInfo: { pid, ppid: 0, uid: options.identity.uid, gid: options.identity.gid },
    });
    // The interpreter brings files of /proc along; the kernel's own come after.
    const kernelFiles = { ...staticKernelFiles(options.kernel), '/proc/uptime': '' };
    for (const [path, content] of Object.entries(kernelFiles)) base.writeFileSync(path, content);
    return shell;
  };
  const executables = new Set<string>([
    ...imageCommands,
    ...['uname', 'nproc', 'hostname', 'whoami', 'id', 'ps', 'sleep', 'ash', 'busybox', 'test', '['],
  ]);

  return {
    hasExecutable: (name) => executables.has(name.replace(/^(\/usr)?\/s?bin\//, '')),
    async run(argv, run) {
      const traps: Traps = new Map();
      const pid = startProcess(argv.join(' ').split('\n')[0] ?? '');
      run.onStart?.({ handles: (signal) => traps.has(signal) });
      try {
        return await runProgram(library, parseCommandLine(argv), open(run, pid, traps), traps, run);
      } finally {
        await endProcess(pid);
      }
    },
    async read(path) {
      try {
        return await base.readFile(path);
      } catch {
        return '';
      }
    },
  };
}

/** A program's words, then those of its traps; exit codes as a shell gives them. */
async function runProgram(
  library: ShellLibrary,
  program: Program,
  shell: InstanceType<ShellLibrary['Bash']>,
  traps: Traps,
  run: RunOptions,
): Promise<number> {
  let functions = '';
  shell.registerTransformPlugin({
    name: 'stream-output',
    transform({ ast }) {
      const statements = ast.statements.filter(({ pipelines }) => pipelines[0]?.commands[0]?.type === 'FunctionDef');
      functions += `${library.serialize({ type: 'Script', statements })}\n`;
      return { ast: streamOutput(ast) };
    },
  });
  const execute = async (
    script: string,
    more: { signal?: AbortSignal; env?: Record<string, string>; stdin?: string },
  ) => {
    const result = await shell.exec(script, { rawScript: true, ...more });
    if (!more.signal?.aborted) {
      if (result.stdout) run.write('stdout', result.stdout);
      if (result.stderr) run.write('stderr', result.stderr);
    }
    return result;
  };
  if (program.interactive) return runLines(run, (line, env) => execute(line, { signal: run.signal, env }));
  const stdin = typeof run.stdin === 'string' ? { stdin: run.stdin } : {};
  const result = await execute(program.script, { signal: run.signal, ...stdin });
  let exitCode = run.signal.aborted ? 137 : result.exitCode;
  if (run.signal.aborted && run.signal.reason !== 'TERM') return exitCode;
  for (const name of run.signal.aborted ? ['TERM', 'EXIT'] : ['EXIT']) {
    const action = traps.get(name);
    if (!action) continue;
    const after = await execute(`${functions}${action}`, { env: exported(result.env) });
    if (name === 'TERM' || /\bexit\b/.test(action)) exitCode = after.exitCode;
  }
  return exitCode;
}

/** A shell that is typed into: every line runs as it comes, with the variables and the folder that the last one left. */
async function runLines(
  run: RunOptions,
  execute: (line: string, env: Record<string, string>) => Promise<{ exitCode: number; env: Record<string, string> }>,
): Promise<number> {
  let last: { exitCode: number; env: Record<string, string> } = { exitCode: 0, env: {} };
  for await (const line of linesOf(run.stdin)) {
    const folder = last.env['PWD'];
    last = await execute(folder ? `cd '${folder.replaceAll("'", "'\\''")}'\n${line}` : line, exported(last.env));
    if (run.signal.aborted || /^\s*exit\b/.test(line)) break;
  }
  return run.signal.aborted ? 137 : last.exitCode;
}

async function* linesOf(input: RunOptions['stdin']): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of typeof input === 'string' ? [Buffer.from(input)] : (input ?? [])) {
    rest += decoder.decode(chunk, { stream: true }).replaceAll('\r', '\n');
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) yield rest;
}

/** Of the variables that a script left, those that another script can take over. */
const exported = (environment: Record<string, string>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== 'IFS'));

function processFiles(pid: number, command: string): Record<string, string> {
  const name = (command.split(' ')[0] ?? 'sh').replace(/^.*\//, '').slice(0, 15);
  return {
    [`/proc/${pid}/comm`]: `${name}\n`,
    [`/proc/${pid}/cmdline`]: `${command.replaceAll(' ', '\0')}\0`,
    [`/proc/${pid}/stat`]: `${pid} (${name}) S 0 ${pid} ${pid} 0 -1 4194560 98 0 0 0 0 0 0 0 20 0 1 0 12 4513792 231\n`,
    [`/proc/${pid}/status`]: `Name:\t${name}\nState:\tS (sleeping)\nPid:\t${pid}\nPPid:\t0\n`,
  };
}
