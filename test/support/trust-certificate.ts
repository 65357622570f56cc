import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** This does not use the current default, because an earlier test file of this process may have changed it. */
const usual = [...getCACertificates('bundled'), ...getCACertificates('extra')];

/**
 * Makes this process trust one more certificate authority for all new connections. NODE_EXTRA_CA_CERTS does the same,
 * but Node reads it only when the process starts. The authority of an earlier call is no longer trusted: every emulator
 * has an authority of the same name, and Node would confuse them.
 */
export function trustCertificate(certificateAuthorityPem: string): void {
  setDefaultCACertificates([...usual, certificateAuthorityPem]);
}
