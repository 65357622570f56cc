import type { IFileSystem, InMemoryFs, MountableFs } from 'just-bash';
import { streamPaths } from './stream-output.ts';

export interface ContainerFileOptions {
  /** The image's root and the kernel's files. */
  base: InMemoryFs;
  /** Mount paths of writable volumes; two containers that share a volume share its file system. */
  volumes: { mountPath: string; files: InMemoryFs; readOnly: boolean }[];
  readOnlyRoot: boolean;
  terminationLogPath: string;
  /** Files that are made anew whenever they are read, by path. */
  dynamic: Record<string, () => string>;
  write(stream: 'stdout' | 'stderr', text: string): void;
}

const writesPerTurn = 100;

const bytesOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content);

/**
 * A container's file system: the image's root, volumes mounted into it, the streams of its log, files of /proc that
 * change, and a root that refuses writes where the pod says so.
 */
export function createContainerFiles(
  library: { MountableFs: typeof MountableFs },
  options: ContainerFileOptions,
): IFileSystem {
  const { base } = options;
  const mounts = options.volumes.map(({ mountPath, files }) => ({ mountPoint: mountPath, filesystem: files }));
  const files: IFileSystem = mounts.length > 0 ? new library.MountableFs({ base, mounts }) : base;
  let writes = 0;

  const streamOf = (path: string) =>
    path === streamPaths.stdout ? 'stdout' : path === streamPaths.stderr ? 'stderr' : null;
  const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
  const isReadOnly = (path: string) => {
    if (path === options.terminationLogPath || inside(path, '/dev') || inside(path, '/proc')) return false;
    const volume = options.volumes.find(({ mountPath }) => inside(path, mountPath));
    return volume ? volume.readOnly : options.readOnlyRoot;
  };
  const refuse = (path: string) => {
    if (isReadOnly(path)) throw new Error(`EROFS: read-only file system, open '${path}'`);
  };
  /**
   * Commands (touch, mkdir, rm) report what a file system throws. A redirection does not: the interpreter would end
   * the whole script. So what a redirection writes to a read-only root is dropped, with a shell's words on stderr.
   */
  const droppedPaths = new Set<string>();
  const dropped = (path: string, content: string | Uint8Array, encoding: unknown) => {
    if (!isReadOnly(path)) return false;
    // A redirection opens its target by writing nothing in binary; what it writes there afterwards is lost as well.
    if (content.length === 0 && encoding === 'binary') {
      droppedPaths.add(path);
      options.write('stderr', `sh: can't create ${path}: Read-only file system\n`);
    } else if (!droppedPaths.has(path)) refuse(path);
    return true;
  };
  const refresh = async (path: string) => {
    const make = options.dynamic[path];
    if (make) await files.writeFile(path, make());
  };
  const write = async (
    how: 'writeFile' | 'appendFile',
    ...[path, content, encoding]: Parameters<IFileSystem['writeFile']>
  ) => {
    const stream = streamOf(path);
    if (stream) {
      if (content.length > 0) options.write(stream, decode(content, encoding));
      // The interpreter knows promises only: a loop that never sleeps would keep everybody else from running.
      writes += 1;
      if (writes % writesPerTurn === 0) await new Promise(setImmediate);
      return;
    }
    if (!dropped(path, content, encoding)) await files[how](path, content, encoding);
  };

  const { readFileBytes } = files;
  const wrapped: Partial<IFileSystem> = {
    writeFile: (...parameters) => write('writeFile', ...parameters),
    appendFile: (...parameters) => write('appendFile', ...parameters),
    readFile: async (path, encoding) => {
      await refresh(path);
      return files.readFile(path, encoding);
    },
    readFileBuffer: async (path) => {
      await refresh(path);
      return files.readFileBuffer(path);
    },
    ...(readFileBytes && {
      readFileBytes: async (path: string) => {
        await refresh(path);
        return readFileBytes.call(files, path);
      },
    }),
    mkdir: async (path, settings) => {
      refuse(path);
      await files.mkdir(path, settings);
    },
    rm: async (path, settings) => {
      refuse(path);
      await files.rm(path, settings);
    },
    cp: async (from, to, settings) => {
      refuse(to);
      await files.cp(from, to, settings);
    },
    mv: async (from, to) => {
      refuse(from);
      refuse(to);
      await files.mv(from, to);
    },
    chmod: async (path, mode) => {
      refuse(path);
      await files.chmod(path, mode);
    },
    symlink: async (target, path) => {
      refuse(path);
      await files.symlink(target, path);
    },
    link: async (existing, path) => {
      refuse(path);
      await files.link(existing, path);
    },
    utimes: async (path, accessed, modified) => {
      refuse(path);
      await files.utimes(path, accessed, modified);
    },
  };
  return new Proxy(files, {
    get(target, name) {
      const own = wrapped[name as keyof typeof wrapped];
      if (own) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Redirections come as text, or as bytes in latin1 (`binary`). */
function decode(content: string | Uint8Array, encoding: unknown): string {
  const kind = typeof encoding === 'object' && encoding !== null ? Reflect.get(encoding, 'encoding') : encoding;
  if (typeof content === 'string' && kind !== 'binary' && kind !== 'latin1') return content;
  return bytesOf(content).toString('utf8');
}
