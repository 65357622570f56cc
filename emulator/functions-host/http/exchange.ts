/** A request whose body was read completely. */
export interface HttpRequestData {
  method: string;
  /** The absolute URL, as the client sees it. */
  url: string;
  /** The path, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** Names are in lower case. Repeated headers are joined with a comma. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface HttpReply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

export type HttpHandler = (request: HttpRequestData) => Promise<HttpReply> | HttpReply;

export function empty(status: number, headers: HttpReply['headers'] = {}): HttpReply {
  return { status, headers, body: Buffer.alloc(0) };
}

export function json(status: number, value: unknown, headers: HttpReply['headers'] = {}): HttpReply {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

export function text(status: number, value: string): HttpReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(value) };
}
