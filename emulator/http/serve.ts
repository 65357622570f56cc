import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { WireHandler, WireResponse } from './exchange.ts';
import { listenOnLoopback, loopback } from './listen-on-loopback.ts';

export interface RunningServer {
  /** The URL without a slash at its end. */
  url: string;
  /** Also closes the connections that clients keep alive. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** A free port when absent. */
  port?: number | undefined;
  /** The server uses HTTPS when this is given. */
  tls?: { certPem: string; keyPem: string };
  /** The largest request body in bytes. A larger body is read and dropped, and the handler is not called. */
  maxBodyBytes?: number;
  /** The answer to a body larger than `maxBodyBytes`; 413 without a body when absent. */
  tooLarge?: WireResponse;
  handle: WireHandler;
}

/**
 * Longer than clients keep idle connections. A connection that the server closes during a request looks like an outage
 * to the client.
 */
const keepAliveMs = 75_000;
const defaultMaxBodyBytes = 4 * 1024 * 1024;

/**
 * Serves one emulated service on loopback. An error that the handler throws is a bug of the emulator: it is answered
 * with 500 and written to stderr. Rejects when the port is taken.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const scheme = options.tls ? 'https' : 'http';
  let origin = '';
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(incoming, options, origin).then(
      (response) => write(outgoing, response),
      (error: unknown) => write(outgoing, emulatorFailure(error)),
    );
  };
  const server = options.tls
    ? createHttpsServer({ cert: options.tls.certPem, key: options.tls.keyPem }, listener)
    : createHttpServer(listener);
  server.keepAliveTimeout = keepAliveMs;
  origin = `${scheme}://${loopback}:${await listenOnLoopback(server, options.port)}`;
  return {
    url: origin,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(incoming: IncomingMessage, options: ServeOptions, origin: string): Promise<WireResponse> {
  const maxBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
  const body = await readBody(incoming, maxBytes);
  if (body === null) return options.tooLarge ?? { status: 413 };
  return options.handle({
    method: incoming.method ?? 'GET',
    url: new URL(`${origin}${incoming.url ?? '/'}`),
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body,
  });
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes > maxBytes ? null : Buffer.concat(chunks).toString('utf8');
}

function write(outgoing: ServerResponse, response: WireResponse): void {
  const payload = response.body === undefined ? '' : JSON.stringify(response.body);
  outgoing.writeHead(response.status, {
    ...(payload && { 'Content-Type': 'application/json; charset=utf-8' }),
    ...(response.status !== 204 && { 'Content-Length': String(Buffer.byteLength(payload)) }),
    ...response.headers,
  });
  outgoing.end(payload);
}

function emulatorFailure(error: unknown): WireResponse {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`emulator: ${message}\n`);
  return { status: 500, body: { error: { code: 'EmulatorFailure', message } } };
}
