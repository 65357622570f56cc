import { streamPaths } from './stream-output.ts';

/** What a pod says about writing into its container. */
export interface WritePolicy {
  volumes: { mountPath: string; readOnly: boolean }[];
  readOnlyRoot: boolean;
  terminationLogPath: string;
}

export interface WriteRequest {
  path: string;
  /** The length of the content. */
  length: number;
  /** The encoding from the interpreter. A redirection opens its target with `binary`. */
  encoding: unknown;
}

export type WriteVerdict =
  /** The path is a stream of the container's log. */
  | { outcome: 'stream'; stream: 'stdout' | 'stderr' }
  | { outcome: 'store' }
  /** Nothing is stored. The message goes to stderr; it is null when the path has had one already. */
  | { outcome: 'drop'; message: string | null }
  | { outcome: 'refuse'; message: string };

const isInside = (path: string, folder: string) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);

function isReadOnly(policy: WritePolicy, path: string): boolean {
  if (path === policy.terminationLogPath || isInside(path, '/dev') || isInside(path, '/proc')) return false;
  const volume = policy.volumes.find(({ mountPath }) => isInside(path, mountPath));
  return volume ? volume.readOnly : policy.readOnlyRoot;
}

/**
 * Says why a command (touch, mkdir, rm) may not change a path, or null. A command reports the error that the file
 * system throws.
 */
export function refusalOf(policy: WritePolicy, path: string): string | null {
  return isReadOnly(policy, path) ? `EROFS: read-only file system, open '${path}'` : null;
}

/**
 * Decides what happens with a write. A redirection to a read-only path must not throw, because the interpreter would
 * then end the whole script. Instead its writes are dropped, and the first one prints the error of a shell. A
 * redirection first opens its target by a binary write of nothing. `dropped` are the paths where that happened; what is
 * written there later is dropped too.
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
