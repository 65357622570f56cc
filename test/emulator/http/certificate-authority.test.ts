import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension, X509Certificate } from '@peculiar/x509';
import { createCertificateAuthority } from '../../../emulator/http/certificate-authority.ts';

const run = promisify(execFile);
const hasKubectl = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);

describe('the certificate authority', () => {
  let port: number;
  let caPem: string;
  const server = createServer((_, response) => response.end('ok'));

  beforeAll(async () => {
    const authority = await createCertificateAuthority('Kataproof emulator');
    const { certPem, keyPem } = await authority.issue(['127.0.0.1', 'localhost']);
    caPem = authority.certificatePem;
    server.setSecureContext({ cert: certPem, key: keyPem });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  const handshake = (options: { ca?: string; servername?: string }) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, ...options }, () => {
        resolve('trusted');
        socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });

  test('is trusted by Node for its address and its name', async () => {
    expect(await handshake({ ca: caPem })).toBe('trusted');
    expect(await handshake({ ca: caPem, servername: 'localhost' })).toBe('trusted');
  });

  test('is not trusted by those who were not told', async () => {
    expect(await handshake({})).not.toBe('trusted');
  });

  test('vouches for no other authority', async () => {
    const other = await createCertificateAuthority('Kataproof emulator');
    expect(await handshake({ ca: other.certificatePem })).not.toBe('trusted');
  });

  test('vouches for no other name', async () => {
    expect(await handshake({ ca: caPem, servername: 'management.azure.com' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('names the keys by which a strict client builds the chain', async () => {
    const authority = await createCertificateAuthority('Kataproof emulator');
    const { certPem } = await authority.issue(['127.0.0.1']);
    const [root, leaf] = [new X509Certificate(authority.certificatePem), new X509Certificate(certPem)];
    const ofRoot = root.getExtension(SubjectKeyIdentifierExtension)?.keyId;
    expect(ofRoot).toMatch(/^[0-9a-f]{40}$/);
    expect(leaf.getExtension(AuthorityKeyIdentifierExtension)?.keyId).toBe(ofRoot);
    expect(leaf.getExtension(SubjectKeyIdentifierExtension)?.keyId).toMatch(/^[0-9a-f]{40}$/);
  });

  (hasKubectl ? test : test.skip)('is trusted by Go (kubectl), where there is one', async () => {
    const caData = Buffer.from(caPem).toString('base64');
    const kubeconfig = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': caData } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      'current-context': 'c',
    });
    const file = join(await mkdtemp(join(tmpdir(), 'kataproof-')), 'kubeconfig');
    await writeFile(file, kubeconfig);
    const { stdout } = await run('kubectl', ['--kubeconfig', file, 'get', '--raw', '/healthz']);
    expect(stdout).toBe('ok');
  });
});
