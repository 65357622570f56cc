import { ApiException } from '@kubernetes/client-node';
import { toFailure } from '../../errors/failure.ts';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { asRecord } from '../../plain/as-record.ts';
import { toRefusalError } from './refusal-error.ts';

/**
 * The coded error for whatever a call to a cluster threw. The message holds only the server's own status text: nothing
 * of the request (its token) and nothing of the raw answer (its headers).
 */
export function toClusterError(error: unknown): KataproofError {
  if (error instanceof KataproofError) return error;
  if (error instanceof ApiException) return toRefusalError(error.code, error.body, error.headers);
  if (nameOf(error) === 'SyntaxError')
    return new KataproofError(
      'MalformedAnswer',
      'The API server, or a proxy before it, answered something that is not JSON.',
    );
  return toConnectionError(error);
}

const tlsProblem = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO/;

/** Maps the names and codes that undici and Node give when a server cannot be reached. */
function toConnectionError(error: unknown): KataproofError {
  const [name, code] = [nameOf(error), causeCode(error)];
  if (name === 'TimeoutError' || name === 'AbortError')
    return new KataproofError('ClusterUnreachable', 'The API server did not answer in time.');
  if (code && tlsProblem.test(code))
    return new KataproofError('CertificateRejected', `The API server's certificate is not the cluster's: ${code}.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new KataproofError(
      'ClusterUnreachable',
      `The API server's name does not resolve (${code}). The cluster may be stopped or deleted. A private FQDN resolves only where its DNS zone is linked; KATAPROOF_PUBLIC_FQDN asks for a public one.`,
    );
  if (code || name === 'TypeError')
    return new KataproofError(
      'ClusterUnreachable',
      `The API server cannot be reached (${code ?? 'fetch failed'}). Authorized IP ranges or a private cluster may keep us out.`,
    );
  const { code: ours, message, retryable } = toFailure(error);
  return new KataproofError(ours, message, { retryable });
}

// Errors are recognized by their fields and not by `instanceof`: a DOMException is an Error in some realms only.

function nameOf(error: unknown): string | null {
  const name = asRecord(error)['name'];
  return typeof name === 'string' ? name : null;
}

/**
 * The first system or undici code in the chain of causes. When several addresses fail, the error is an AggregateError.
 */
function causeCode(error: unknown): string | null {
  for (let current = error, depth = 0; depth < 5; depth++) {
    const code = asRecord(current)['code'];
    if (typeof code === 'string') return code;
    const several = asRecord(current)['errors'];
    current = Array.isArray(several) ? several[0] : asRecord(current)['cause'];
  }
  return null;
}
