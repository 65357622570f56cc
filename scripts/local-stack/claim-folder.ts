import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type FolderClaim = { kind: 'ours'; release(): Promise<void> } | { kind: 'taken'; by: string };

/** A socket may exist for a moment before its owner answers there; what stays silent for so long has no owner. */
const looks = { times: 5, apartMs: 50 };

/**
 * Claims a folder for this process, and makes it if need be. Whoever else claims it is told `owner`, one line. The
 * claim is a socket that this process listens on, so that it ends with the process, also with one that was killed.
 */
export async function claimFolder(folder: string, owner: string): Promise<FolderClaim> {
  mkdirSync(folder, { recursive: true });
  const address = addressOf(folder);
  for (let look = 0; ; look++) {
    const server = await listen(address, owner);
    if (server) return { kind: 'ours', release: () => new Promise((resolve) => server.close(() => resolve())) };
    const by = await askOwner(address);
    if (by !== null) return { kind: 'taken', by };
    if (look >= looks.times) rmSync(address, { force: true });
    await sleep(looks.apartMs);
  }
}

/**
 * By the folder's real path: it may be reached by several. Not in the folder, whose path may be too long for a socket,
 * nor in a folder that a variable names: all who ask must come to the same place.
 */
function addressOf(folder: string): string {
  const name = `kataproof-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `/tmp/${name}.sock`;
}

/** Null when somebody listens there already, or did until it was killed. */
function listen(address: string, owner: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(owner));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve(server.unref()));
  });
}

/** What the owner says of itself; null when nobody listens. */
function askOwner(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(address);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    socket.once('error', () => resolve(null)).once('end', () => resolve(said));
  });
}
