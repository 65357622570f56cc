import type { Traps } from './container-commands.ts';
import type { Program } from './parse-command-line.ts';
import type { ShellLibrary } from './shell-library.ts';
import { streamOutput } from './stream-output.ts';
import { runTerminal, type TerminalSize } from './terminal-session.ts';

export interface RunOptions {
  write(stream: 'stdout' | 'stderr', chunk: Uint8Array): void;
  /** Bytes as they arrive for a shell without a script; all of them for any other program. */
  stdin?: Uint8Array | AsyncIterable<Uint8Array>;
  signal: AbortSignal;
  /** The terminal of the process, if it has one. */
  terminal?: { size(): TerminalSize };
  /** Called when the process starts. `handles` says whether the process has a trap for a signal. */
  onStart?(process: { handles(signal: string): boolean }): void;
}

/** What a shell prints before a command, by its folder. */
export type Prompt = (folder: string) => string;

interface Ended {
  exitCode: number;
  env: Record<string, string>;
}
interface ScriptOptions {
  signal?: AbortSignal;
  env?: Record<string, string>;
  stdin?: string;
  stdinKind?: 'bytes';
}
type Execute = (script: string, more: ScriptOptions) => Promise<Ended>;

/** Creates the function that runs a script and streams its output, and tells the functions that scripts defined. */
function createExecutor(
  library: ShellLibrary,
  shell: InstanceType<ShellLibrary['Bash']>,
  write: RunOptions['write'],
): { execute: Execute; functions(): string } {
  const functions = new Map<string, string>();
  shell.registerTransformPlugin({
    name: 'stream-output',
    transform({ ast }) {
      for (const statement of ast.statements) {
        const command = statement.pipelines[0]?.commands[0];
        if (command?.type === 'FunctionDef')
          functions.set(command.name, library.serialize({ type: 'Script', statements: [statement] }));
      }
      return { ast: streamOutput(ast) };
    },
  });
  return {
    functions: () => [...functions.values(), ''].join('\n'),
    async execute(script, more) {
      const result = await shell.exec(script, { rawScript: true, ...more });
      if (!more.signal?.aborted) {
        if (result.stdout) write('stdout', Buffer.from(result.stdout));
        if (result.stderr) write('stderr', Buffer.from(result.stderr));
      }
      return result;
    },
  };
}

/** Runs a program and then its traps. Resolves with the exit code as a shell gives it. */
export async function runProgram(
  library: ShellLibrary,
  program: Program,
  shell: InstanceType<ShellLibrary['Bash']>,
  traps: Traps,
  run: RunOptions & { prompt: Prompt },
): Promise<number> {
  const { execute, functions } = createExecutor(library, shell, run.write);
  if (program.interactive) {
    const session = createSession(execute, functions, run.signal);
    return run.terminal ? runOnTerminal(library, session, run) : runLines(run, session);
  }
  const input = run.stdin instanceof Uint8Array ? Buffer.from(run.stdin).toString('latin1') : null;
  const stdin = input === null ? {} : { stdin: input, stdinKind: 'bytes' as const };
  const result = await execute(program.script, { signal: run.signal, ...stdin });
  let exitCode = run.signal.aborted ? 137 : result.exitCode;
  if (run.signal.aborted && run.signal.reason !== 'TERM') return exitCode;
  for (const name of run.signal.aborted ? ['TERM', 'EXIT'] : ['EXIT']) {
    const action = traps.get(name);
    if (!action) continue;
    const after = await execute(`${functions()}${action}`, { env: exported(result.env) });
    if (name === 'TERM' || /\bexit\b/.test(action)) exitCode = after.exitCode;
  }
  return exitCode;
}

interface Session {
  folder(): string;
  /** Runs a command with the variables, the functions, the folder and the `$?` that the one before has left. */
  run(command: string, signal?: AbortSignal, variables?: Record<string, string>): Promise<Ended & { exits: boolean }>;
}

function createSession(execute: Execute, functions: () => string, processSignal: AbortSignal): Session {
  let last: Ended = { exitCode: 0, env: {} };
  const folder = () => last.env['PWD'] ?? '/';
  return {
    folder,
    async run(command, signal, variables = {}) {
      const known = last.env['PWD'] ? `cd '${folder().replaceAll("'", `'\\''`)}'\n` : '';
      const status = last.exitCode === 0 ? '' : `(exit ${last.exitCode})\n`;
      const signals = signal ? AbortSignal.any([processSignal, signal]) : processSignal;
      const before = last;
      last = await execute(`${functions()}${known}${status}${command}`, {
        signal: signals,
        env: { ...exported(last.env), ...variables },
      });
      // What was interrupted has left nothing.
      if (signals.aborted) last = { exitCode: 130, env: before.env };
      return { ...last, exits: /^\s*exit\b/.test(command) };
    },
  };
}

/** Runs an interactive shell without a terminal: each line runs when it arrives. */
async function runLines(run: RunOptions, session: Session): Promise<number> {
  let exitCode = 0;
  for await (const line of linesOf(run.stdin)) {
    const ended = await session.run(line);
    exitCode = ended.exitCode;
    if (run.signal.aborted || ended.exits) break;
  }
  return run.signal.aborted ? 137 : exitCode;
}

/** Runs an interactive shell on a terminal. */
function runOnTerminal(library: ShellLibrary, session: Session, run: RunOptions & { prompt: Prompt }): Promise<number> {
  const isComplete = (script: string) => {
    if (/(^|[^\\])(\\|&&|\|\|?)\s*$/.test(script)) return false;
    try {
      library.parse(script);
      return true;
    } catch (error) {
      return !/EOF|`fi'/.test(error instanceof Error ? error.message : '');
    }
  };
  return runTerminal({
    input: run.stdin === undefined || run.stdin instanceof Uint8Array ? emptyInput() : run.stdin,
    write: (text) => run.write('stdout', Buffer.from(text)),
    prompt: (more) => (more ? '> ' : run.prompt(session.folder())),
    isComplete,
    run(script, signal) {
      const { columns = 80, rows = 24 } = run.terminal?.size() ?? {};
      return session.run(script, signal, { COLUMNS: String(columns), LINES: String(rows) });
    },
    signal: run.signal,
  });
}

async function* emptyInput(): AsyncGenerator<Uint8Array> {}

async function* linesOf(input: RunOptions['stdin']): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of input instanceof Uint8Array ? [input] : (input ?? [])) {
    rest += decoder.decode(chunk, { stream: true }).replaceAll('\r', '\n');
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) yield rest;
}

/** Returns those variables of a script that another script can take over. */
const exported = (environment: Record<string, string>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== 'IFS'));
