import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { DurableClient } from 'durable-functions';

/** The SDK's client, which it makes for functions alone. */
const sdk = createRequire(import.meta.url)('durable-functions/lib/src/durableClient/DurableClient.js') as {
  DurableClient: new (data: object) => DurableClient;
};

/** What a host answers: `body` as it is sent. */
export interface HostAnswer {
  status: number;
  body: string;
}

/** The SDK's client at a host that gives these answers, by the method that it is asked with. */
export async function openDurableClient(
  answerTo: (method: string) => HostAnswer,
): Promise<{ client: DurableClient; close(): void }> {
  const server = createServer((request, response) => {
    const { status, body } = answerTo(request.method ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const client = new sdk.DurableClient({
    taskHubName: 'hub',
    creationUrls: {},
    managementUrls: { id: 'INSTANCEID' },
    baseUrl: 'http://unused',
    requiredQueryStringParameters: '',
    rpcBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/durabletask/`,
  });
  return { client, close: () => void server.close() };
}
