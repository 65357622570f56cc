import type { AddressInfo, Server } from 'node:net';

/** Nothing of the emulator can be reached from another machine. */
export const loopback = '127.0.0.1';

/** Resolves with the port once the server listens; `port` 0 or absent is any free one. Rejects when it is taken. */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
  return (server.address() as AddressInfo).port;
}
