import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Makes this process trust one more certificate authority for every connection that it opens from now on: what
 * NODE_EXTRA_CA_CERTS does, which Node reads at process start alone.
 */
export function trustCertificate(certificateAuthorityPem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), certificateAuthorityPem]);
}
