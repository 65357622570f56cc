import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

/** What the host has answered. `data` is what its body says as JSON, its text where that is none, and '' without one. */
export interface HostAnswer {
  status: number;
  data: unknown;
  headers: Record<string, string | string[] | undefined>;
}

interface CallOptions {
  headers?: Record<string, string>;
}

/** The part of axios that Durable's client (3.5) calls. Every status is an answer; it rejects when none came. */
export interface HostCaller {
  get(url: string, options?: CallOptions): Promise<HostAnswer>;
  delete(url: string, options?: CallOptions): Promise<HostAnswer>;
  post(url: string, body?: string, options?: CallOptions): Promise<HostAnswer>;
}

/**
 * Calls the Functions host, on the same machine, for Durable's client. In the built app it stands where that client has axios,
 * whose four hundred kilobytes can redirect, upload forms and inflate; the host's endpoint asks for none of it.
 */
export function createHostCaller(): HostCaller {
  return {
    get: (url, options) => call('GET', url, undefined, options),
    delete: (url, options) => call('DELETE', url, undefined, options),
    post: (url, body, options) => call('POST', url, body, options),
  };
}

function call(method: string, url: string, body: string | undefined, options: CallOptions = {}): Promise<HostAnswer> {
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
  const headers = { accept: 'application/json, text/plain, */*', ...type, ...options.headers };
  const request = new URL(url).protocol === 'https:' ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const data = readData(Buffer.concat(parts).toString('utf8'));
        resolve({ status: answer.statusCode ?? 0, data, headers: answer.headers });
      });
    });
    sent.on('error', reject);
    // Durable's client writes its JSON itself, but for an instance without input, of which it says an empty text.
    sent.end(body === '' ? '""' : body);
  });
}

function readData(text: string): unknown {
  if (text === '') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
