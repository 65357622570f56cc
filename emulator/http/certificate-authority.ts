import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

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

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Creates a certificate authority whose certificates Node, Go and Python accept. It uses EC keys (P-256), because they are
 * made in a millisecond; SHA-256, because Go refuses SHA-1; subject alternative names, because Go ignores the common name;
 * and identifiers of keys, because Python asks for them from 3.13 on (`VERIFY_X509_STRICT`). Certificates are valid from
 * yesterday on, so that a client whose clock is late trusts them too.
 */
export async function createCertificateAuthority(commonName: string): Promise<CertificateAuthority> {
  const validity = {
    notBefore: new Date(Date.now() - backdatedMs),
    notAfter: new Date(Date.now() + lifetimeMs),
    signingAlgorithm: algorithm,
  };
  const rootKeys = await generateKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    ...{ ...validity, serialNumber: newSerialNumber(), name: nameOf(commonName), keys: rootKeys },
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  return {
    certificatePem: toPem(root),
    async issue(names, usage = 'serverAuth') {
      const keys = await generateKeys();
      const leaf = await X509CertificateGenerator.create({
        ...{ ...validity, serialNumber: newSerialNumber(), subject: nameOf(names[0] ?? 'localhost') },
        ...{ issuer: root.subjectName, publicKey: keys.publicKey, signingKey: rootKeys.privateKey },
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage[usage]]),
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
          ),
          await SubjectKeyIdentifierExtension.create(keys.publicKey),
          await AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
        ],
      });
      const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
      return { certPem: toPem(leaf), keyPem: String(key) };
    },
  };
}

const generateKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** Positive, and with twenty bytes at most (RFC 5280, section 4.1.2.2). */
const newSerialNumber = () => `4${randomBytes(9).toString('hex').slice(1)}`;

const nameOf = (commonName: string) => [{ CN: [commonName] }];

const toPem = (certificate: { toString(format: 'pem'): string }) => `${certificate.toString('pem')}\n`;
