import { hangMs } from '../eventually.ts';

/** A Functions host with the conformance app, reached only over HTTP. */
export interface ConformanceTarget {
  name: string;
  /** The address without a slash at the end. */
  baseUrl: string;
  /** Absent when no key is known. Cases that need the admin API or a key are then skipped. */
  masterKey: string | undefined;
  /** False for hosts that `func` starts, because they need no keys. */
  asksForKeys: boolean;
  /** The connection string of the storage account whose queues the host listens to. Absent when it is not known. */
  storageConnection?: string;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  /** Text and bytes are sent as they are, a stream in chunks, anything else as JSON. */
  body?: unknown;
  /** The master key when absent; null sends no key. */
  key?: string | null;
}

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  text: string;
  /** Parses the body. Throws when it is not JSON. */
  json(): unknown;
}

function toBody(body: unknown): {
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  type?: string;
  duplex?: 'half';
} {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body };
  if (body instanceof ReadableStream) return { body, duplex: 'half' };
  if (body instanceof Uint8Array) return { body: Uint8Array.from(body) };
  return { body: JSON.stringify(body), type: 'application/json' };
}

/** Sends a request to a path of the target, or to a URL that the target gave. It does not follow redirects. */
export async function ask(target: ConformanceTarget, path: string, options: Ask = {}): Promise<Answer> {
  const key = options.key === undefined ? target.masterKey : options.key;
  const { body, type, duplex } = toBody(options.body);
  const response = await fetch(path.startsWith('http') ? path : `${target.baseUrl}${path}`, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(key === undefined || key === null ? {} : { 'x-functions-key': key }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(duplex === undefined ? {} : { duplex }),
    redirect: 'manual',
    signal: AbortSignal.timeout(hangMs),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  return { status: response.status, headers: response.headers, bytes, text, json: () => JSON.parse(text) };
}
