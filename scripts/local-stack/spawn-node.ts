import { type ChildProcess, spawn } from 'node:child_process';

type Output = 'ignore' | 'inherit' | 'pipe' | number;

const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href;

/** Starts a Node script in a process that ends together with this one, even if this one is killed. */
export function spawnNode(
  order: string[],
  options: { environment?: NodeJS.ProcessEnv; output: Output; errors: Output },
): ChildProcess {
  const { environment = process.env, output, errors } = options;
  return spawn(process.execPath, ['--import', endWithParent, ...order], {
    env: environment,
    stdio: ['pipe', output, errors],
  });
}
