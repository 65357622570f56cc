import { createServer } from 'node:net';

/**
 * Below the range from which systems take the ports of outgoing connections (32768 and up on Linux, 49152 and up elsewhere):
 * there, what is free now may be somebody's connection before a slow server has come to listen.
 */
const range = { from: 12_000, size: 20_000 };
const mostTries = 50;

/** A loopback port that nobody listens on, for a server that has to be told its port. Throws when none is found. */
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
