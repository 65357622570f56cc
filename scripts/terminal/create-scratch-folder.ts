import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../local-stack/spawn-node.ts';

export interface ScratchFolder {
  path: string;
  /** For the usual end, when nobody writes there any more. */
  remove(): void;
  /** Leaves it behind for people to look at. */
  keep(): void;
}

const caretaker = fileURLToPath(new URL('./remove-with-parent.ts', import.meta.url));

/**
 * A temporary folder that is gone when this process is, however it ends: it removes the folder itself on its way out,
 * and a process of its own is there for when it is killed.
 */
export function createScratchFolder(prefix: string): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const watcher = spawnNode([caretaker, path], { output: 'ignore', errors: 'ignore' });
  watcher.unref();
  process.once('exit', remove);
  const keep = () => {
    process.off('exit', remove);
    watcher.kill('SIGKILL');
  };
  return {
    path,
    keep,
    remove() {
      remove();
      keep();
    },
  };
}
