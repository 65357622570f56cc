import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnNode } from './spawn-node.ts';

export interface Service<Ready> {
  ready: Ready;
  process: ChildProcess;
  /** Resolves when the process has ended, with its exit code, or null when a signal ended it. */
  ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServiceOrder {
  name: string;
  arguments: string[];
  environment: NodeJS.ProcessEnv;
  /** The process writes its stderr to `<logDirectory>/<name>.log`. */
  logDirectory: string;
  /** Ends it when aborted before it is ready. */
  signal?: AbortSignal | undefined;
}

/**
 * Starts a Node script that prints one JSON line on stdout once it is ready. Throws with the end of its log when it
 * ends before that, and with the signal's reason when it was ended.
 */
export async function startService<Ready>(order: ServiceOrder): Promise<Service<Ready>> {
  const { signal } = order;
  signal?.throwIfAborted();
  const logPath = join(order.logDirectory, `${order.name}.log`);
  const log = openSync(logPath, 'a');
  const child = spawnNode(order.arguments, { environment: order.environment, output: 'pipe', errors: log });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  if (!child.stdout) throw new Error(`${order.name} has no stdout.`);
  const lines = createInterface({ input: child.stdout });
  const abort = () => void child.kill();
  signal?.addEventListener('abort', abort);
  const ready = await new Promise<Ready>((resolve, reject) => {
    lines.on('line', (line) => {
      const parsed = parseReady<Ready>(line);
      if (parsed) resolve(parsed);
    });
    void ended.then((code) => {
      if (signal?.aborted) return reject(signal.reason);
      const tail = readableEnd(readFileSync(logPath, 'utf8'));
      reject(new Error(`${order.name} ended (exit code ${code}) before it was ready. Its log ends:\n${tail}`));
    });
  }).finally(() => signal?.removeEventListener('abort', abort));
  return {
    ready,
    process: child,
    ended,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

/**
 * The last entries of a log as people read them: an entry is one line there, with its line breaks written as \\n, and the
 * places in the code where it arose help nobody who has mistyped a setting.
 */
export function readableEnd(log: string): string {
  const lines = log
    .trim()
    .split('\n')
    .slice(-15)
    .flatMap((entry) => entry.split('\\n'));
  return lines.filter((line) => !/^\s+at \S/.test(line)).join('\n');
}

function parseReady<Ready>(line: string): Ready | null {
  if (!line.startsWith('{')) return null;
  const parsed = JSON.parse(line) as { ready?: boolean };
  return parsed.ready === true ? (parsed as Ready) : null;
}
