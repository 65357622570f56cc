import type { InMemoryFs } from 'just-bash';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { hasExecutable, imageCommands, imageFiles, imageFolders } from './busybox-image.ts';
import { createContainerCommands, type ProcessIdentity, type Traps } from './container-commands.ts';
import { createContainerFiles } from './container-files.ts';
import type { Kernel } from './kernel.ts';
import { staticKernelFiles, uptimeFile } from './kernel-files.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';
import { type Prompt, type RunOptions, runProgram } from './run-program.ts';
import { loadShellLibrary, type ShellLibrary } from './shell-library.ts';

export interface ContainerOptions {
  kernel: Kernel;
  identity: ProcessIdentity;
  timeline: Timeline;
  environment: Record<string, string>;
  workingDirectory: string;
  readOnlyRoot: boolean;
  terminationLogPath: string;
  volumes: { mountPath: string; files: InMemoryFs; readOnly: boolean }[];
  /** Processes that the container sees besides its own. */
  outsideProcesses: readonly string[];
  /** Additional files, by path. */
  files: Record<string, string>;
}

/** The inside of a container: its files and its kernel, which all of its processes share. */
export interface ContainerSandbox {
  /** Whether the image has this program. */
  hasExecutable(name: string): boolean;
  /**
   * Runs a program to its end and resolves with its exit code. When `signal` aborts with the reason 'TERM', the
   * program's traps for TERM and EXIT still run.
   */
  run(argv: string[], options: RunOptions): Promise<number>;
  /** Returns the content of a file, or '' when it does not exist. */
  read(path: string): Promise<string>;
}

/**
 * Opens the inside of a container when something first runs in it, because opening one is expensive and in most
 * containers without a command nothing ever does.
 */
export function openWhenNeeded(open: () => Promise<ContainerSandbox>): ContainerSandbox {
  let opened: Promise<ContainerSandbox> | null = null;
  const sandbox = () => {
    opened ??= open();
    return opened;
  };
  return {
    hasExecutable,
    run: async (argv, run) => (await sandbox()).run(argv, run),
    read: async (path) => (opened ? (await opened).read(path) : ''),
  };
}

/** An emulated script may run as long as its pod, so the interpreter must not limit it. */
export const noLimits = {
  maxLoopIterations: Number.MAX_SAFE_INTEGER,
  maxCommandCount: Number.MAX_SAFE_INTEGER,
  maxWorkUnits: Number.MAX_SAFE_INTEGER,
  maxOutputSize: Number.MAX_SAFE_INTEGER,
  maxExecutionTimeMs: 2 ** 31 - 1,
};

/** Creates the inside of a container: its files, and a process table for the programs that run in it. */
export async function createContainerSandbox(options: ContainerOptions): Promise<ContainerSandbox> {
  const library = await loadShellLibrary();
  const base = new library.InMemoryFs();
  const processes = createProcessTable(base);
  const files = { ...imageFiles(options.identity.hostname), [options.terminationLogPath]: '', ...options.files };
  for (const folder of imageFolders) base.mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) base.writeFileSync(path, content);
  return {
    hasExecutable,
    async run(argv, run) {
      const traps: Traps = new Map();
      const pid = processes.start(argv.join(' ').split('\n')[0] ?? '');
      run.onStart?.({ handles: (signal) => traps.has(signal) });
      try {
        const { write, terminal } = run;
        const shell = openShell(library, {
          ...options,
          base,
          pid,
          traps,
          processes: () => [
            ...options.outsideProcesses.map((command, index) => ({ pid: index === 0 ? 1 : 400 + index, command })),
            ...processes.list().map(({ pid, command }) => ({
              pid: options.outsideProcesses.length > 0 ? 2000 + pid : pid,
              command,
            })),
          ],
          write,
          ...(terminal ? { terminal } : {}),
        });
        const program = parseCommandLine(argv);
        const prompt = promptOf(program.executable, options.identity);
        return await runProgram(library, program, shell, traps, { ...run, prompt });
      } finally {
        await processes.end(pid);
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

/** The prompts of busybox's ash and of bash. */
function promptOf(executable: string, { uid, hostname }: ProcessIdentity): Prompt {
  const mark = uid === 0 ? '#' : '$';
  const user = uid === 0 ? 'root' : String(uid);
  return (folder) => (executable.endsWith('bash') ? `${user}@${hostname}:${folder}${mark} ` : `${folder} ${mark} `);
}

/** Creates a shell for one process of a container. */
function openShell(
  library: ShellLibrary,
  options: ContainerOptions & {
    base: InMemoryFs;
    pid: number;
    traps: Traps;
    processes: ProcessTable['list'];
    write: RunOptions['write'];
    terminal?: RunOptions['terminal'];
  },
) {
  const { base, kernel, identity, timeline } = options;
  const shell = new library.Bash({
    fs: createContainerFiles(library, {
      ...options,
      dynamic: { '/proc/uptime': () => uptimeFile(kernel, timeline.now()) },
    }),
    cwd: options.workingDirectory,
    env: options.environment,
    commands: imageCommands,
    customCommands: createContainerCommands(library, options),
    defenseInDepth: false,
    executionLimits: noLimits,
    processInfo: { pid: options.pid, ppid: 0, uid: identity.uid, gid: identity.gid },
  });
  // The interpreter creates its own files in /proc, so the kernel's files are written after it.
  const kernelFiles = { ...staticKernelFiles(kernel), '/proc/uptime': '' };
  for (const [path, content] of Object.entries(kernelFiles)) base.writeFileSync(path, content);
  return shell;
}
