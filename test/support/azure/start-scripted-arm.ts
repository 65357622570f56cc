import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificateAuthority } from '../../../emulator/http/certificate-authority.ts';
import type { ArmAccess } from '../../../shared/azure/arm-client.ts';
import { hangMs } from '../eventually.ts';
import { failureOf } from '../failure-of.ts';
import { trustCertificate } from '../trust-certificate.ts';

export interface ScriptedAnswer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  body?: unknown;
}

export interface SentRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface ScriptedArm {
  access: ArmAccess;
  requests: SentRequest[];
  stop(): Promise<void>;
}

/**
 * Starts an HTTPS server that gives the answers of a script in their order, for what Azure does rarely and the emulator
 * never: races, proxies, broken connections. 'reset' closes the connection, 'silence' never answers. Requests beyond
 * the script get 599.
 */
export async function startScriptedArm(script: (ScriptedAnswer | 'reset' | 'silence')[]): Promise<ScriptedArm> {
  const authority = await createCertificateAuthority('Scripted Resource Manager');
  const { certPem, keyPem } = await authority.issue(['127.0.0.1']);
  const requests: SentRequest[] = [];
  const server = createServer({ cert: certPem, key: keyPem }, (incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const answer = script[requests.length] ?? { status: 599, body: 'beyond the script' };
      requests.push({ method, path: url, headers, body });
      if (answer === 'silence') return;
      if (answer === 'reset') return incoming.socket.destroy();
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
      const type = typeof answer.body === 'string' ? 'text/html' : 'application/json';
      outgoing.writeHead(answer.status, { 'Content-Type': type, ...answer.headers });
      outgoing.end(answer.body === undefined ? '' : text);
    });
  });
  // In a slow test, the connection must not be closed between two calls.
  server.keepAliveTimeout = hangMs;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  trustCertificate(authority.certificatePem);
  return {
    requests,
    access: {
      endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      audience: 'https://management.azure.com',
      credential: { getToken: async () => ({ token: 'eyJhbGciOi.eyJhdWQi.c2ln', expiresOnTimestamp: 4e12 }) },
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Calls a server that stays silent, and gives up after `timeoutMs`. On a slow machine the timeout may pass before the
 * request has arrived; then the call is repeated with twice the time.
 */
export async function askInVain(server: ScriptedArm, ask: (timeoutMs: number) => Promise<unknown>) {
  for (let timeoutMs = 200; ; timeoutMs *= 2) {
    const failure = await failureOf(ask(timeoutMs));
    if (server.requests.length > 0) return { timeoutMs, failure };
  }
}
