import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** The certificate authority of one emulated service. It is made at the start and kept only in memory. */
export interface CertificateAuthority {
  /**
   * The certificate that clients must trust, in NODE_EXTRA_CA_CERTS or as certificate-authority-data of a kubeconfig.
   */
  certificatePem: string;
  /** Issues a certificate for DNS names and IP addresses: of a server, or of a client. The first is its common name. */
  issue(names: string[], usage?: 'serverAuth' | 'clientAuth'): Promise<{ certPem: string; keyPem: string }>;
}

const backdatedMs = 24 * 3_600_000;
const lifetimeMs = 365 * 24 * 3_600_000;

/**
 * Creates a certificate authority whose certificates Node and Go accept. It uses EC keys (P-256), because they are made
 * in a millisecond; SHA-256, because Go refuses the library's default SHA-1; and subject alternative names, because Go
 * ignores the common name. Certificates are valid from yesterday on, so that a client whose clock is late trusts them
 * too.
 */
export async function createCertificateAuthority(commonName: string): Promise<CertificateAuthority> {
  const notBeforeDate = new Date(Date.now() - backdatedMs);
  const notAfterDate = new Date(Date.now() + lifetimeMs);
  const shared = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notBeforeDate, notAfterDate } as const;
  const root = await generate([{ name: 'commonName', value: commonName }], {
    ...shared,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  return {
    certificatePem: root.cert,
    async issue(names, usage = 'serverAuth') {
      const leaf = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
        ...shared,
        ca: { key: root.private, cert: root.cert },
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', [usage]: true },
          {
            name: 'subjectAltName',
            altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
          },
        ],
      });
      return { certPem: leaf.cert, keyPem: leaf.private };
    },
  };
}
