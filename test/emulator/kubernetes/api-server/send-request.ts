import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TestCluster } from './start-cluster.ts';

export interface Reply {
  code: number;
  headers: IncomingHttpHeaders;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any part of any object.
  body: any;
}

export interface RequestOptions {
  body?: unknown;
  contentType?: string;
  accept?: string;
  /** Null sends no token. */
  token?: string | null;
}

/** Sends one HTTPS request like any HTTP client. JSON answers are parsed. */
export function sendRequest(
  cluster: TestCluster,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Reply> {
  const { body, contentType = 'application/json', accept = 'application/json', token = cluster.token } = options;
  const payload =
    body === undefined ? undefined : Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
  const headers: Record<string, string | number> = { accept };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (payload !== undefined)
    Object.assign(headers, { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) });
  return new Promise((resolve, reject) => {
    const sent = request(cluster.server + path, { method, headers, agent: agentOf(cluster) }, (response) => {
      text(response).then((content) => {
        const isJson = response.headers['content-type']?.startsWith('application/json') && !path.includes('watch=');
        resolve({
          code: response.statusCode ?? 0,
          headers: response.headers,
          text: content,
          body: isJson ? JSON.parse(content) : undefined,
        });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}

const agents = new WeakMap<TestCluster, Agent>();

function agentOf(cluster: TestCluster): Agent {
  const agent = agents.get(cluster) ?? new Agent({ keepAlive: true, ca: Buffer.from(cluster.caData, 'base64') });
  agents.set(cluster, agent);
  return agent;
}
