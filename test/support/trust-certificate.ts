import { getCACertificates, setDefaultCACertificates } from 'node:tls';

const usual = getCACertificates('default');

/**
 * Makes this process trust one more certificate authority for every connection that it opens from now on: what
 * NODE_EXTRA_CA_CERTS does, which Node reads at process start alone. The one before is trusted no longer: authorities of
 * the same name, as each emulator makes one, are taken for one another.
 */
export function trustCertificate(certificateAuthorityPem: string): void {
  setDefaultCACertificates([...usual, certificateAuthorityPem]);
}
