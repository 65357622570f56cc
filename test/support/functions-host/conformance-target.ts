import { hangMs } from '../eventually.ts';

/** A Functions host that serves the conformance app, reached only over HTTP. */
export interface ConformanceTarget {
  name: string;
  /** Without a slash at the end. */
  baseUrl: string;
  /** Absent where no key is known: what the admin API or a key is needed for is skipped then. */
  masterKey: string | undefined;
  /** Hosts started by `func` ask for no keys. */
  asksForKeys: boolean;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as it is when text or bytes; anything else as JSON. */
  body?: unknown;
  /** The master key unless said otherwise; null for none. */
  key?: string | null;
}

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  text: string;
  /** The body, parsed; throws when it isn't JSON. */
  json(): unknown;
}

function toBody(body: unknown): { body?: string | Uint8Array<ArrayBuffer>; type?: string } {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body };
  if (body instanceof Uint8Array) return { body: Uint8Array.from(body) };
  return { body: JSON.stringify(body), type: 'application/json' };
}

/** Asks the target for a path, or for a URL that it handed out. Redirects aren't followed. */
export async function ask(target: ConformanceTarget, path: string, options: Ask = {}): Promise<Answer> {
  const key = options.key === undefined ? target.masterKey : options.key;
  const { body, type } = toBody(options.body);
  const response = await fetch(path.startsWith('http') ? path : `${target.baseUrl}${path}`, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(key === undefined || key === null ? {} : { 'x-functions-key': key }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(hangMs),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  return { status: response.status, headers: response.headers, bytes, text, json: () => JSON.parse(text) };
}
