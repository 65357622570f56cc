import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { findFreePort } from './find-free-port.ts';
import { spawnNode } from './spawn-node.ts';

export interface Azurite {
  /** Contains the endpoints of both services. */
  connectionString: string;
  stop(): Promise<void>;
}

interface Service {
  endpoint: string;
  stop(): Promise<void>;
}

/** Azurite's well-known development account. It is public documentation and not a secret. */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite's table and blob services on free loopback ports, in memory or in `directory`. Rejects when one of
 * them ends before it is ready.
 */
export async function startAzurite(directory: string | null): Promise<Azurite> {
  const starting = [startService('table', directory), startService('blob', directory)] as const;
  const started = await Promise.allSettled(starting);
  const stop = async () => {
    await Promise.all(started.map((service) => (service.status === 'fulfilled' ? service.value.stop() : null)));
  };
  try {
    const [tables, blobs] = await Promise.all(starting);
    const connectionString =
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};` +
      `TableEndpoint=${tables.endpoint};BlobEndpoint=${blobs.endpoint};`;
    return { connectionString, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startService(name: 'table' | 'blob', directory: string | null): Promise<Service> {
  const port = await findFreePort();
  const packageFile = createRequire(import.meta.url).resolve('azurite/package.json');
  const where = directory === null ? ['--inMemoryPersistence'] : ['--location', directory];
  const child = spawnNode(
    [
      join(dirname(packageFile), 'dist/src', name, 'main.js'),
      ...[`--${name}Host`, '127.0.0.1', `--${name}Port`, String(port)],
      ...['--silent', '--skipApiVersionCheck', '--disableTelemetry'],
      ...where,
    ],
    { output: 'ignore', errors: 'ignore' },
  );
  await waitForPort(port, child);
  return {
    endpoint: `http://127.0.0.1:${port}/${account}`,
    stop: () =>
      new Promise((resolve) => {
        if (hasEnded(child)) return resolve();
        child.once('close', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (hasEnded(child)) throw new Error(`Azurite ended (${child.exitCode ?? child.signalCode}) before it was ready.`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
