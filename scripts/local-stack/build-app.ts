import { fileURLToPath } from 'node:url';
import { spawnNode } from './spawn-node.ts';

const script = fileURLToPath(new URL('../build.ts', import.meta.url));

/** Builds the package in `dist/app` in a process of its own. Throws when that fails, and the signal's reason when it is aborted. */
export async function buildApp(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawnNode([script], { output: 'inherit', errors: 'inherit' });
  const abort = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', abort);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  if (code !== 0) throw new Error('The app could not be built; the reason is above.');
}
