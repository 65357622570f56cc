import type { Traps } from './container-commands.ts';
import type { Program } from './parse-command-line.ts';
import type { ShellLibrary } from './shell-library.ts';
import { streamOutput } from './stream-output.ts';

export interface RunOptions {
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Bytes as they arrive for a shell without a script; text for any other program. */
  stdin?: string | AsyncIterable<Uint8Array>;
  signal: AbortSignal;
  /** Called when the process starts. `handles` says whether the process has a trap for a signal. */
  onStart?(process: { handles(signal: string): boolean }): void;
}

/** Runs a program and then its traps. Resolves with the exit code as a shell gives it. */
export async function runProgram(
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

/**
 * Runs an interactive shell: each line runs when it arrives, with the variables and the folder that the line before
 * left.
 */
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

/** Returns those variables of a script that another script can take over. */
const exported = (environment: Record<string, string>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== 'IFS'));
