import { createServer } from 'node:net';

/**
 * These ports are below the range from which systems take the ports of outgoing connections (32768 and up on Linux,
 * 49152 and up elsewhere). A port in that range may be free now, but taken by a connection before a slow server
 * listens.
 */
const range = { from: 12_000, size: 20_000 };
const mostTries = 50;

/**
 * Finds a loopback port on which nobody listens, for a server that must be told its port. Throws when it finds none.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const port = range.from + Math.floor(Math.random() * range.size);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`None of ${mostTries} ports tried is free.`);
}

/** Whether nobody listens on the loopback port. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
