import type { InMemoryFs } from 'just-bash';
import type { Timeline } from '../controller-runtime/timeline.ts';
import { hasExecutable, imageCommands, imageFiles } from './busybox-image.ts';
import { createContainerCommands, type ProcessIdentity, type Traps } from './container-commands.ts';
import { createContainerFiles } from './container-files.ts';
import type { Kernel } from './kernel.ts';
import { staticKernelFiles, uptimeFile } from './kernel-files.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';
import { type RunOptions, runProgram } from './run-program.ts';
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
  /** Further files, by path. */
  files: Record<string, string>;
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

/** An emulated script may run for as long as its pod: only its own limits end it. */
const noLimits = {
  maxLoopIterations: Number.MAX_SAFE_INTEGER,
  maxCommandCount: Number.MAX_SAFE_INTEGER,
  maxWorkUnits: Number.MAX_SAFE_INTEGER,
  maxOutputSize: Number.MAX_SAFE_INTEGER,
  maxExecutionTimeMs: 2 ** 31 - 1,
};

export async function createContainerSandbox(options: ContainerOptions): Promise<ContainerSandbox> {
  const library = await loadShellLibrary();
  const base = new library.InMemoryFs();
  const processes = createProcessTable(base);
  const files = { ...imageFiles(options.identity.hostname), [options.terminationLogPath]: '', ...options.files };
  for (const [path, content] of Object.entries(files)) base.writeFileSync(path, content);
  return {
    hasExecutable,
    async run(argv, run) {
      const traps: Traps = new Map();
      const pid = processes.start(argv.join(' ').split('\n')[0] ?? '');
      run.onStart?.({ handles: (signal) => traps.has(signal) });
      try {
        const shell = openShell(library, { ...options, base, pid, traps, processes: processes.list, write: run.write });
        return await runProgram(library, parseCommandLine(argv), shell, traps, run);
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

/** A shell for one process of a container. */
function openShell(
  library: ShellLibrary,
  options: ContainerOptions & {
    base: InMemoryFs;
    pid: number;
    traps: Traps;
    processes: ProcessTable['list'];
    write: RunOptions['write'];
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
  // The interpreter brings files of /proc along; the kernel's own come after.
  const kernelFiles = { ...staticKernelFiles(kernel), '/proc/uptime': '' };
  for (const [path, content] of Object.entries(kernelFiles)) base.writeFileSync(path, content);
  return shell;
}
