import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Not the current default, which an earlier test file of this process may have set. */
const usual = [...getCACertificates('bundled'), ...getCACertificates('extra')];

/**
 * Makes this process trust one more certificate authority for every connection that it opens from now on: what
 * NODE_EXTRA_CA_CERTS does, which Node reads at process start alone. The one before is trusted no longer: authorities of
 * the same name, as each emulator makes one, are taken for one another.
 */
export function trustCertificate(certificateAuthorityPem: string): void {
  setDefaultCACertificates([...usual, certificateAuthorityPem]);
}
