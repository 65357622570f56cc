import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way through the proxy. */
export interface Passing {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  response: ServerResponse;
  /** Has the app answer, and gives the answer, which has not reached the caller yet. */
  ask(): Promise<{ status: number; body: Buffer }>;
  /** Has the app answer, and hands its answer on. */
  pass(): Promise<void>;
}

/** A gateway before an app, which does with each request what the test says: lose its answer, keep it waiting. */
export async function startProxy(target: string, handle: (passing: Passing) => Promise<void>) {
  const passed: Pick<Passing, 'method' | 'path' | 'headers'>[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const sent = Buffer.concat(await incoming.toArray());
    passed.push({ method, path, headers });
    const ask = async () => {
      const onward = send(new URL(path, target), { method, headers });
      onward.end(sent);
      const [answer] = (await once(onward, 'response')) as [IncomingMessage];
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(await answer.toArray()) };
    };
    const pass = async () => {
      const { status, headers, body } = await ask();
      const { 'transfer-encoding': _chunked, ...kept } = headers;
      response.writeHead(status, kept).end(body);
    };
    await handle({ method, path, headers, response, ask, pass });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Each request, in order. */
    passed,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
