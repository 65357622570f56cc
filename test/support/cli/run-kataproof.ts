import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { compileCache } from '../../../scripts/local-stack/start-emulated-azure.ts';

/** What a call of the command came to. */
export interface CommandEnd {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A call of the command that is under way. */
export interface RunningCommand {
  child: ChildProcessByStdio<null, Readable, Readable>;
  end: Promise<CommandEnd>;
  /** Resolves once the command has printed this; rejects when it ends without that. */
  printed(text: string | RegExp): Promise<void>;
}

/** Starts the built command (dist/cli), with none of the settings of this shell. */
export function startKataproof(
  args: string[],
  environment: Record<string, string> = {},
  cwd = process.cwd(),
): RunningCommand {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [resolve('dist/cli/kataproof.cjs'), ...args], {
    cwd,
    env: { PATH, HOME, COLUMNS: '120', NODE_COMPILE_CACHE: compileCache, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const hear = (name: keyof typeof said) =>
    child[name].setEncoding('utf8').on('data', (part: string) => {
      said[name] += part;
    });
  hear('stdout').on('error', () => undefined);
  hear('stderr');
  const closed = once(child, 'close').then(([code]) => code as number | null);
  const end = closed.then((code) => ({ code, ...said }));
  const has = (text: string | RegExp) => {
    const all = said.stdout + said.stderr;
    return typeof text === 'string' ? all.includes(text) : text.test(all);
  };
  return {
    child,
    end,
    async printed(text) {
      while (!has(text)) {
        const more = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
        if (await Promise.race([more.then(() => false), closed.then(() => true)])) {
          if (has(text)) return;
          throw new Error(`It ended before it printed ${text}:\n${said.stdout}${said.stderr}`);
        }
      }
    },
  };
}

/** Calls the command and waits for its end. */
export function runKataproof(args: string[], environment: Record<string, string> = {}): Promise<CommandEnd> {
  return startKataproof(args, environment).end;
}
