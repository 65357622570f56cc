import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { TokenAuthority } from '../../../seams/token-authority.ts';
import { badRequest, noSuchPath, notEmulated, statusOf } from '../../api/status-errors.ts';
import { statusErrorOf } from '../answers/send-answer.ts';
import type { ApiCall, ClusterApi } from '../requests/api-call.ts';
import { authenticate } from '../requests/authenticate.ts';
import { authorize } from '../requests/authorize.ts';
import type { Authorizer } from '../requests/create-authorizer.ts';
import type { createRequestLog } from '../requests/request-log.ts';
import { parseApiPath } from '../requests/request-path.ts';
import { refuseSubresource } from '../requests/unemulated-resources.ts';
import { execProtocols, parseExec, runExec } from './pod-exec.ts';

/** Answers a refused upgrade as plain HTTP on its socket. Returns the status code. */
function refuse(socket: Duplex, error: unknown): number {
  const status = statusErrorOf(error);
  const body = JSON.stringify(statusOf(status));
  socket.end(
    [
      `HTTP/1.1 ${status.code} ${STATUS_CODES[status.code] ?? ''}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  return status.code;
}

function readCall(request: IncomingMessage): ApiCall {
  const url = new URL(request.url ?? '/', 'https://kubernetes');
  const path = parseApiPath(url.pathname);
  if (path.kind !== 'resource' || path.subresource === null) throw noSuchPath();
  if (path.definition.resource !== 'pods' || path.subresource !== 'exec')
    throw refuseSubresource(path.definition.resource, path.subresource);
  const protocol = (request.headers.upgrade ?? '').toLowerCase();
  if (protocol !== 'websocket') throw notEmulated(`exec over ${request.headers.upgrade} (use WebSockets)`);
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!execProtocols.some((name) => offered.includes(name)))
    throw badRequest(
      `unable to upgrade: no protocol of ${JSON.stringify(offered)} is served, only ${execProtocols.join(', ')}`,
    );
  return {
    method: request.method ?? 'GET',
    path,
    query: url.searchParams,
    representation: { form: 'object', include: 'Metadata', encoding: 'json' },
    contentType: '',
    userAgent: request.headers['user-agent'] ?? '',
    body: Buffer.alloc(0),
  };
}

/** Creates the handler that serves pods/x/exec over WebSockets. */
export function createExecUpgrade(options: {
  cluster: ClusterApi;
  tokens: TokenAuthority;
  authorizer: Authorizer;
  log: ReturnType<typeof createRequestLog>;
}) {
  const { cluster, tokens, authorizer, log } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => execProtocols.find((name) => offered.has(name)) ?? false,
  });
  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<number> {
    const user = await authenticate(tokens, request.headers.authorization);
    const call = readCall(request);
    authorize(authorizer, { user, ...call });
    const target = parseExec(cluster, call);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      void runExec(cluster, target, opened);
    });
    return 101;
  }
  return {
    handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const entry = log.begin(request.method ?? '', request.url ?? '');
      socket.on('error', () => socket.destroy());
      accept(request, socket, head).then(
        (code) => {
          entry.code = code;
        },
        (error: unknown) => {
          entry.code = refuse(socket, error);
        },
      );
    },
    stop(): void {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
