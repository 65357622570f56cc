import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';

/** Where an API server is, and who asks. */
export interface ApiServer {
  /** Such as `https://127.0.0.1:6443`. */
  server: string;
  /** PEM. */
  certificateAuthority: string;
  headers: Record<string, string>;
}

/** An object of the Kubernetes API, as JSON has it. */
// biome-ignore lint/suspicious/noExplicitAny: an API server answers with objects of every kind; each consumer narrows what it reads.
export type Answer = any;

/** The plain HTTP of one API server, over kept connections. */
export interface ApiClient {
  /** Resolves with the answer whatever its status. */
  call(method: string, path: string, body?: object, type?: string): Promise<{ status: number; answer: Answer }>;
  /** As `call`, but rejects where the status is not 2xx. */
  insist(method: string, path: string, body?: object, type?: string): Promise<Answer>;
  /** Calls `see` with each event, and resolves when the watch has ended, or at once when `see` returns true. */
  watch(path: string, see: (event: { type: string; object: Answer }) => boolean | undefined): Promise<void>;
  close(): void;
}

export const mergePatch = 'application/merge-patch+json';

export function createApiClient({ server, certificateAuthority, headers }: ApiServer): ApiClient {
  const agent = new Agent({ keepAlive: true, ca: certificateAuthority });
  const send = (method: string, path: string, body?: object, type = 'application/json') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const text = body && JSON.stringify(body);
      // Without a length Node sends the body of a DELETE as if it were the next request.
      const length = text && { 'content-type': type, 'content-length': Buffer.byteLength(text) };
      const asked = { ...headers, accept: 'application/json', ...length };
      const sent = request(`${server}${path}`, { agent, method, headers: asked }, resolve);
      sent.on('error', reject).end(text);
    });
  const call: ApiClient['call'] = async (...asked) => {
    const response = await send(...asked);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    return { status: response.statusCode ?? 0, answer: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return {
    call,
    async insist(...asked) {
      const { status, answer } = await call(...asked);
      if (status >= 200 && status < 300) return answer;
      throw new Error(`${asked[0]} ${asked[1]}: ${status} ${answer?.message ?? answer}`);
    },
    async watch(path, see) {
      const response = await send('GET', path);
      if (response.statusCode !== 200) throw new Error(`GET ${path}: ${response.statusCode}`);
      // Whoever closes the client ends its watches, and that is no failure.
      response.on('error', () => undefined);
      for await (const line of createInterface({ input: response })) if (see(JSON.parse(line)) === true) break;
      response.destroy();
    },
    close: () => agent.destroy(),
  };
}
