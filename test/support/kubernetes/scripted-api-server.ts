import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createCertificateAuthority } from '../../../emulator/http/certificate-authority.ts';
import type { ClusterConnection } from '../../../shared/ports/managed-clusters.ts';
import { hangMs } from '../eventually.ts';

export type Answer = (request: IncomingMessage & { url: string }, response: ServerResponse) => void;

/** An HTTPS server that answers as a test scripts it, for what no emulated cluster does on request. */
export interface ScriptedApiServer {
  connection: ClusterConnection;
  /** `METHOD /path?query` of each request, in order. */
  requests: string[];
  /** The values of the Authorization header, in order. */
  tokens: string[];
  tlsConnections(): number;
  /** How many connections are open now. */
  openConnections(): Promise<number>;
  answer(answer: Answer): void;
  close(): Promise<void>;
}

/** `http2`: it speaks HTTP/2 with whoever can, as kube-apiserver does. */
export async function startScriptedApiServer(
  token = async () => 'token',
  { http2 = false } = {},
): Promise<ScriptedApiServer> {
  const authority = await createCertificateAuthority('scripted');
  const { certPem, keyPem } = await authority.issue(['127.0.0.1']);
  const requests: string[] = [];
  const tokens: string[] = [];
  let tlsConnections = 0;
  let current: Answer = (_, response) => json(response, 404, { message: 'not scripted' });
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    tokens.push(request.headers.authorization ?? '');
    current(request as IncomingMessage & { url: string }, response);
  };
  const identity = { cert: certPem, key: keyPem };
  // Its requests and answers have what those of HTTP/1.1 have, as far as tests need it.
  const asHttp2 = (request: unknown, response: unknown) =>
    serve(request as IncomingMessage, response as ServerResponse);
  const server = http2 ? createSecureServer(identity, asHttp2) : createServer(identity, serve);
  const sockets = new Set<Socket>();
  server.on('secureConnection', (socket: Socket) => {
    tlsConnections++;
    sockets.add(socket.once('close', () => sockets.delete(socket)));
  });
  // In a slow test, the connection must not be closed between two calls.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = hangMs;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    connection: {
      server: `https://127.0.0.1:${port}`,
      certificateAuthorityData: Buffer.from(authority.certificatePem).toString('base64'),
      readToken: token,
    },
    requests,
    tokens,
    tlsConnections: () => tlsConnections,
    openConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    answer(next) {
      current = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function status(code: number, reason: string, message: string, details?: object) {
  return {
    apiVersion: 'v1',
    kind: 'Status',
    status: 'Failure',
    code,
    reason,
    message,
    ...(details ? { details } : {}),
  };
}
