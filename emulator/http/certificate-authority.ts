import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A certificate authority of one emulated service, made at start and forgotten at the end. */
export interface CertificateAuthority {
  /** What clients trust: NODE_EXTRA_CA_CERTS, or certificate-authority-data of a kubeconfig. */
  certificatePem: string;
  /** A server certificate for DNS names and IP addresses; the first one is its common name. */
  issue(names: string[]): Promise<{ certPem: string; keyPem: string }>;
}

const backdatedMs = 24 * 3_600_000;
const lifetimeMs = 365 * 24 * 3_600_000;

/**
 * Makes a certificate authority whose certificates Node and Go accept: EC keys (P-256, made in a millisecond),
 * SHA-256 (the library's default is SHA-1, which Go refuses), and subject alternative names (Go ignores the common
 * name). Valid from yesterday on, so that a client whose clock lags trusts it too.
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
    async issue(names) {
      const leaf = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
        ...shared,
        ca: { key: root.private, cert: root.cert },
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
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
