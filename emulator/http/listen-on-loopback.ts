import type { AddressInfo, Server } from 'node:net';

/** The emulator listens on loopback only, so that no other machine can reach it. */
export const loopback = '127.0.0.1';

/**
 * Listens on loopback and resolves with the port. With `port` 0 or absent it takes any free port. Rejects when the port
 * is taken.
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
  return (server.address() as AddressInfo).port;
}
