import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback, loopback } from '../../http/listen-on-loopback.ts';
import type { Log } from '../app/log.ts';
import { empty, type HttpHandler, type HttpReply, text } from './exchange.ts';

export interface Listener {
  /** The address without a slash at the end, such as `http://127.0.0.1:7071`. */
  origin: string;
  close(): Promise<void>;
}

/**
 * The largest body of an HTTP trigger, in bytes (learn.microsoft.com, "Azure Functions scale and hosting", service
 * limits).
 */
const maximumRequestBytes = 104_857_600;

/** Returns the body, or undefined when it is larger than Azure accepts. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maximumRequestBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maximumRequestBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function joinHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  );
}

function send(response: ServerResponse, method: string | undefined, reply: HttpReply): void {
  const headers: HttpReply['headers'] = { ...reply.headers };
  const isBodiless = reply.status === 204 || reply.status === 304;
  if (!isBodiless) headers['content-length'] = String(reply.body.length);
  response.writeHead(reply.status, headers);
  response.end(isBodiless || method === 'HEAD' ? undefined : reply.body);
}

async function respond(request: IncomingMessage, handle: HttpHandler): Promise<HttpReply> {
  const url = `http://${request.headers.host ?? loopback}${request.url ?? '/'}`;
  if (!URL.canParse(url)) return empty(400);
  const body = await readBody(request);
  if (body === undefined) return { ...text(413, 'The request body is too large.'), headers: { connection: 'close' } };
  const parsed = new URL(url);
  return handle({
    method: request.method ?? 'GET',
    url,
    path: parsed.pathname,
    query: parsed.searchParams,
    headers: joinHeaders(request),
    body,
  });
}

/** Serves `handle` over HTTP/1.1. When the handler throws, the answer is 500 without details. */
async function listen(port: number, handle: HttpHandler, log: Log): Promise<Listener> {
  const server = createServer((request, response) => {
    respond(request, handle)
      .catch((error: unknown) => {
        log('error', 'Host.Http', error instanceof Error ? (error.stack ?? error.message) : String(error));
        return empty(500);
      })
      .then((reply) => send(response, request.method, reply))
      .catch((error: unknown) => response.destroy(error as Error));
  });
  server.keepAliveTimeout = 60_000;
  const origin = `http://${loopback}:${await listenOnLoopback(server, port)}`;
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/**
 * Listens on loopback before the app is loaded, because the app needs the host's address while it loads. With `port` 0
 * it takes any free port. It answers 503 until `serve` has set a handler. Rejects when the port is taken.
 */
export async function listenEarly(port: number, log: Log): Promise<Listener & { serve(handle: HttpHandler): void }> {
  let current: HttpHandler = () => empty(503);
  const listener = await listen(port, (request) => current(request), log);
  return {
    ...listener,
    serve(handle) {
      current = handle;
    },
  };
}
