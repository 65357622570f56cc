import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { findFreePort } from './find-free-port.ts';
import { spawnNode } from './spawn-node.ts';

export interface Azurite {
  /** Contains the endpoints of all three services. */
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

/** Starts Azurite's table, blob and queue services, in memory, on free loopback ports. Throws the signal's reason once aborted. */
export async function startAzurite(signal?: AbortSignal): Promise<Azurite> {
  const starting = [
    startService('table', signal),
    startService('blob', signal),
    startService('queue', signal),
  ] as const;
  const started = await Promise.allSettled(starting);
  const stop = async () => {
    await Promise.all(started.map((service) => (service.status === 'fulfilled' ? service.value.stop() : null)));
  };
  try {
    const [tables, blobs, queues] = await Promise.all(starting);
    const connectionString =
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};` +
      `TableEndpoint=${tables.endpoint};BlobEndpoint=${blobs.endpoint};QueueEndpoint=${queues.endpoint};`;
    return { connectionString, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startService(name: 'table' | 'blob' | 'queue', signal?: AbortSignal): Promise<Service> {
  const port = await findFreePort();
  signal?.throwIfAborted();
  const packageFile = createRequire(import.meta.url).resolve('azurite/package.json');
  const child = spawnNode(
    [
      join(dirname(packageFile), 'dist/src', name, 'main.js'),
      ...[`--${name}Host`, '127.0.0.1', `--${name}Port`, String(port)],
      ...['--silent', '--skipApiVersionCheck', '--disableTelemetry', '--inMemoryPersistence'],
    ],
    { output: 'ignore', errors: 'ignore' },
  );
  const abort = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  await waitForPort(port, child, signal).finally(() => signal?.removeEventListener('abort', abort));
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

async function waitForPort(port: number, child: ChildProcess, signal?: AbortSignal): Promise<void> {
  for (;;) {
    if (hasEnded(child)) signal?.throwIfAborted();
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
