import { type ChildProcess, spawn } from 'node:child_process';

type Output = 'ignore' | 'inherit' | 'pipe' | number;

const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href;

/**
 * Starts a Node script in a process that ends with this one, however this one ends. A Ctrl-C at the terminal goes to
 * this process alone, which ends its children in their order: one that ended by itself would look like a failure.
 */
export function spawnNode(
  order: string[],
  options: { environment?: NodeJS.ProcessEnv; output: Output; errors: Output },
): ChildProcess {
  const { environment = process.env, output, errors } = options;
  return spawn(process.execPath, ['--import', endWithParent, ...order], {
    env: environment,
    stdio: ['pipe', output, errors],
    // A process group of its own: the terminal signals the whole group that is in front.
    detached: process.platform !== 'win32',
  });
}
