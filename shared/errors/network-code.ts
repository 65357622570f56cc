const networkCode =
  /^(E[A-Z]{3,}|EAI_[A-Z]+|UND_ERR_\w+|CERT_\w+|ERR_(TLS|SSL)\w*|SELF_SIGNED\w*|UNABLE_TO_\w+|DEPTH_ZERO\w*|HOSTNAME_MISMATCH)$/;

/**
 * Whether a code means that the network, or TLS, failed: Node's system errors and TLS errors, and undici's. A code of
 * Node for a mistake in a program (`ERR_INVALID_ARG_TYPE`) is none.
 */
export function isNetworkCode(code: unknown): code is string {
  return typeof code === 'string' && networkCode.test(code);
}

/** Whether a code says that a name has no address: there is none, or the resolver gives none now. */
export function isUnresolvedCode(code: unknown): boolean {
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN';
}
