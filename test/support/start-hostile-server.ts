import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../emulator/http/certificate-authority.ts';
import { trustCertificate } from './trust-certificate.ts';

export interface HostileServer {
  /** URL without a slash at its end. */
  url: string;
  /** `METHOD /path` of each request, in order. */
  requests: string[];
  /** File of the authority that its certificate comes from, for NODE_EXTRA_CA_CERTS of a process. */
  authorityFile: string;
  stop(): Promise<void>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** A server that answers every request as the test says, once its body has come. */
export async function startHostileServer(answer: Answer, protocol: 'http' | 'https' = 'https'): Promise<HostileServer> {
  const requests: string[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(response, request));
  };
  const authority = await createCertificateAuthority('hostile');
  const { certPem, keyPem } = await authority.issue(['127.0.0.1']);
  const server =
    protocol === 'http' ? createServer(listener) : createTlsServer({ cert: certPem, key: keyPem }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  trustCertificate(authority.certificatePem);
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-hostile-'));
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority.certificatePem);
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ requests, authorityFile },
    stop: () =>
      new Promise((resolve) => {
        rmSync(folder, { recursive: true, force: true });
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const json = { 'content-type': 'application/json' };

/** Ways not to answer. */
export const silences: [string, Answer][] = [
  ['nothing at all', () => undefined],
  ['headers without an end', (response) => response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: app')],
  ['a body without an end', (response) => response.writeHead(200, json).write('{')],
  // Ten bytes of a gzip header: the client unpacks, and loses the signal that ends the request.
  [
    'a packed body without an end',
    (response) =>
      response
        .writeHead(200, { ...json, 'content-encoding': 'gzip' })
        .write(Buffer.from('1f8b0800000000000003', 'hex')),
  ],
];

/** Writes until the other side hangs up. */
export const flood: Answer = (response) => {
  response.writeHead(200, json);
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(10_000)));
  };
  response.on('drain', more);
  more();
};
