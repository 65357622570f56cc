import { ApiException } from '@kubernetes/client-node';
import { KataproofError, toFailure } from '../../errors/kataproof-error.ts';
import type { Failure } from '../../ports/outcome.ts';
import { describeRefusal } from './describe-refusal.ts';

/**
 * Turns whatever a call to a cluster threw into a Failure. Nothing of the request (its token) or of the raw answer
 * (its headers) gets into the message: only the server's own status text does.
 */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ApiException) return describeRefusal(error.code, error.body, error.headers);
  if (error instanceof KataproofError) return toFailure(error);
  if (nameOf(error) === 'SyntaxError')
    return failure(
      'MalformedAnswer',
      'The API server, or a proxy before it, answered something that is not JSON.',
      true,
    );
  return describeConnectionFailure(error);
}

export function failure(
  code: string,
  message: string,
  retryable: boolean,
  retryAfterMs: number | null = null,
): Failure {
  return { code, message, retryable, retryAfterMs };
}

const tlsProblem = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO/;

/** What undici and node name the ways in which a server cannot be reached. */
function describeConnectionFailure(error: unknown): Failure {
  const [name, code] = [nameOf(error), causeCode(error)];
  if (name === 'TimeoutError' || name === 'AbortError')
    return failure('ClusterUnreachable', 'The API server did not answer in time.', true);
  if (code && tlsProblem.test(code))
    return failure('CertificateRejected', `The API server's certificate is not the cluster's: ${code}.`, false);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return failure(
      'ClusterUnreachable',
      `The API server's name does not resolve (${code}). The cluster may be stopped, deleted or private.`,
      true,
    );
  if (code || name === 'TypeError')
    return failure(
      'ClusterUnreachable',
      `The API server cannot be reached (${code ?? 'fetch failed'}). Authorized IP ranges or a private cluster may keep us out.`,
      true,
    );
  return toFailure(error);
}

// Errors are told by their fields, not by `instanceof`: a DOMException is an Error in some realms only.

function nameOf(error: unknown): string | null {
  const name = fieldOf(error, 'name');
  return typeof name === 'string' ? name : null;
}

/** The first system or undici code along the chain of causes; several addresses fail as an AggregateError. */
function causeCode(error: unknown): string | null {
  for (let current = error, depth = 0; depth < 5; depth++) {
    const code = fieldOf(current, 'code');
    if (typeof code === 'string') return code;
    const several = fieldOf(current, 'errors');
    current = Array.isArray(several) ? several[0] : fieldOf(current, 'cause');
  }
  return null;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
}
