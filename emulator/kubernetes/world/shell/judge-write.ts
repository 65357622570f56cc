import { streamPaths } from './stream-output.ts';

/** What a pod says of writing into its container. */
export interface WritePolicy {
  volumes: { mountPath: string; readOnly: boolean }[];
  readOnlyRoot: boolean;
  terminationLogPath: string;
}

export interface WriteRequest {
  path: string;
  /** Length of what is to be written. */
  length: number;
  /** What the interpreter gives along; a redirection opens its target with `binary`. */
  encoding: unknown;
}

export type WriteVerdict =
  /** The path stands for a stream of the container's log. */
  | { outcome: 'stream'; stream: 'stdout' | 'stderr' }
  | { outcome: 'store' }
  /** Nothing is stored. With a message it is the first word of it, for stderr. */
  | { outcome: 'drop'; message: string | null }
  | { outcome: 'refuse'; message: string };

const isInside = (path: string, folder: string) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);

function isReadOnly(policy: WritePolicy, path: string): boolean {
  if (path === policy.terminationLogPath || isInside(path, '/dev') || isInside(path, '/proc')) return false;
  const volume = policy.volumes.find(({ mountPath }) => isInside(path, mountPath));
  return volume ? volume.readOnly : policy.readOnlyRoot;
}

/** Why a command may not change a path (touch, mkdir, rm), or null. Commands report what a file system throws. */
export function refusalOf(policy: WritePolicy, path: string): string | null {
  return isReadOnly(policy, path) ? `EROFS: read-only file system, open '${path}'` : null;
}

/**
 * What becomes of a write. A redirection to a read-only path must not throw, for the interpreter would end the whole
 * script: what it writes is dropped, with a shell's words once. `dropped` are the paths that this happened to; a
 * redirection opens its target by writing nothing in binary, and what it writes there afterwards is lost as well.
 */
export function judgeWrite(policy: WritePolicy, dropped: ReadonlySet<string>, request: WriteRequest): WriteVerdict {
  const { path, length, encoding } = request;
  if (path === streamPaths.stdout) return { outcome: 'stream', stream: 'stdout' };
  if (path === streamPaths.stderr) return { outcome: 'stream', stream: 'stderr' };
  const message = refusalOf(policy, path);
  if (message === null) return { outcome: 'store' };
  if (length === 0 && encoding === 'binary')
    return { outcome: 'drop', message: `sh: can't create ${path}: Read-only file system\n` };
  return dropped.has(path) ? { outcome: 'drop', message: null } : { outcome: 'refuse', message };
}
