import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseStorageOperation, type StorageOperation } from './storage-operation.ts';

export interface CountedStorage {
  /** Of the same account, by way of the counter. */
  connectionString: string;
  /** Every request since the start or the last `forget`, in order. */
  operations(): readonly StorageOperation[];
  forget(): void;
  stop(): Promise<void>;
}

/**
 * Counts at the wire what is asked of a storage account: stands before its table, blob and queue services, and hands
 * everything on as it is. The signatures of shared keys do not cover the host, so they stay valid. `prefix` is left out
 * of the names of tables and containers.
 */
export async function countStorage(connectionString: string, prefix = ''): Promise<CountedStorage> {
  const operations: StorageOperation[] = [];
  const stops: (() => void)[] = [];
  let counted = connectionString;
  for (const service of ['table', 'blob', 'queue'] as const) {
    const name = `${service[0]?.toUpperCase()}${service.slice(1)}Endpoint`;
    const [, endpoint] = new RegExp(`${name}=([^;]*)`).exec(connectionString) ?? [];
    if (!endpoint) throw new Error(`The connection string has no ${name}.`);
    const { origin, stop } = await standBefore(new URL(endpoint).origin, (asked) =>
      operations.push(parseStorageOperation(service, asked, prefix)),
    );
    stops.push(stop);
    counted = counted.replace(`${name}=${endpoint}`, `${name}=${endpoint.replace(new URL(endpoint).origin, origin)}`);
  }
  return {
    connectionString: counted,
    operations: () => operations,
    forget() {
      operations.length = 0;
    },
    async stop() {
      for (const stop of stops) stop();
    },
  };
}

/** How often each operation was asked for, as `service where what`, by name. */
export function tally(operations: readonly StorageOperation[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { service, where, what } of operations) {
    const name = `${service} ${where} ${what}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Asked = Parameters<typeof parseStorageOperation>[1];

async function standBefore(target: string, onAsked: (asked: Asked) => void) {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    void handOn(incoming, response).catch(() => response.destroy());
  });
  const handOn = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const body = Buffer.concat(await incoming.toArray());
    onAsked({ method, path, body: body.toString('latin1') });
    const onward = send(new URL(path, target), { method, headers, agent });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
    answer.on('error', () => response.destroy()).pipe(response);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
