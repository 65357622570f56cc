import type { IFileSystem, InMemoryFs, MountableFs } from 'just-bash';
import { judgeWrite, refusalOf, type WritePolicy } from './judge-write.ts';

export interface ContainerFileOptions extends WritePolicy {
  /** The image's root, with the kernel's files. */
  base: InMemoryFs;
  /** The writable volumes by mount path. Containers that share a volume share its file system. */
  volumes: { mountPath: string; files: InMemoryFs; readOnly: boolean }[];
  /** Files by path whose content is computed at each read. */
  dynamic: Record<string, () => string>;
  write(stream: 'stdout' | 'stderr', chunk: Uint8Array): void;
}

const writesPerTurn = 100;

/** The positions of a method's parameters that are paths which it changes. */
const changedPaths = new Map<PropertyKey, number[]>([
  ['mkdir', [0]],
  ['rm', [0]],
  ['cp', [1]],
  ['mv', [0, 1]],
  ['chmod', [0]],
  ['symlink', [1]],
  ['link', [1]],
  ['utimes', [0]],
]);
const readers = new Set<PropertyKey>(['readFile', 'readFileBuffer', 'readFileBytes']);

/**
 * Creates a container's file system: the image's root, the mounted volumes, the streams of the log, files of /proc that
 * change, and a read-only root if the pod wants one.
 */
export function createContainerFiles(
  library: { MountableFs: typeof MountableFs },
  options: ContainerFileOptions,
): IFileSystem {
  const { base } = options;
  const mounts = options.volumes.map(({ mountPath, files }) => ({ mountPoint: mountPath, filesystem: files }));
  const files: IFileSystem = mounts.length > 0 ? new library.MountableFs({ base, mounts }) : base;
  const write = createWriter(files, options);
  const refresh = async (path: string) => {
    const make = options.dynamic[path];
    if (make) await files.writeFile(path, make());
  };
  return new Proxy(files, {
    get(target, name) {
      if (name === 'writeFile' || name === 'appendFile') return write[name];
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call: (...parameters: unknown[]) => unknown = value.bind(target);
      const changed = changedPaths.get(name);
      if (changed)
        return async (...parameters: unknown[]) => {
          for (const at of changed) refuse(options, String(parameters[at]));
          await call(...parameters);
        };
      if (!readers.has(name)) return call;
      return async (...parameters: unknown[]) => {
        await refresh(String(parameters[0]));
        return call(...parameters);
      };
    },
  });
}

function refuse(policy: WritePolicy, path: string): void {
  const message = refusalOf(policy, path);
  if (message !== null) throw new Error(message);
}

type Write = IFileSystem['writeFile'];

/**
 * Creates the write methods, which follow `judgeWrite`. They remember the paths of this file system whose writes are
 * dropped.
 */
function createWriter(files: IFileSystem, options: ContainerFileOptions): { writeFile: Write; appendFile: Write } {
  const dropped = new Set<string>();
  let writes = 0;
  const write = async (how: 'writeFile' | 'appendFile', ...[path, content, encoding]: Parameters<Write>) => {
    const verdict = judgeWrite(options, dropped, { path, length: content.length, encoding });
    switch (verdict.outcome) {
      case 'stream':
        if (content.length > 0) options.write(verdict.stream, bytesOf(content, encoding));
        // The interpreter uses promises only, so a loop that never sleeps would keep everything else from running.
        writes += 1;
        if (writes % writesPerTurn === 0) await new Promise(setImmediate);
        return;
      case 'store':
        return files[how](path, content, encoding);
      case 'drop':
        dropped.add(path);
        if (verdict.message !== null) options.write('stderr', Buffer.from(verdict.message));
        return;
      case 'refuse':
        throw new Error(verdict.message);
    }
  };
  return {
    writeFile: (...parameters) => write('writeFile', ...parameters),
    appendFile: (...parameters) => write('appendFile', ...parameters),
  };
}

/** A redirection writes text, or bytes in latin1 (`binary`). */
function bytesOf(content: string | Uint8Array, encoding: unknown): Uint8Array {
  if (typeof content !== 'string') return content;
  const kind = typeof encoding === 'object' && encoding !== null ? Reflect.get(encoding, 'encoding') : encoding;
  return Buffer.from(content, kind === 'binary' || kind === 'latin1' ? 'latin1' : 'utf8');
}
