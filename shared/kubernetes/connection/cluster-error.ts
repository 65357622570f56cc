import { ApiException } from '@kubernetes/client-node';
import { toFailure } from '../../errors/failure.ts';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { isNetworkCode, isUnresolvedCode } from '../../errors/network-code.ts';
import { asRecord } from '../../plain/as-record.ts';
import type { ClusterReach } from '../../ports/managed-clusters.ts';
import { explainUnreachable } from './explain-unreachable.ts';
import { toRefusalError } from './refusal-error.ts';

/**
 * The coded error for whatever a call to a cluster threw. The message holds only the server's own status text: nothing
 * of the request (its token) and nothing of the raw answer (its headers). Only an error with a code of the network is
 * told as one of the network; a mistake of ours becomes Unexpected. `reach` explains why nobody answered.
 */
export function toClusterError(error: unknown, reach?: ClusterReach): KataproofError {
  const causes = causesOf(error);
  // fetch wraps what guard-answers.ts threw.
  const coded = causes.find((cause) => cause instanceof KataproofError);
  if (coded) return coded;
  if (error instanceof ApiException) return toRefusalError(error.code, error.body, error.headers, reach);
  if (causes.some((cause) => ['TimeoutError', 'AbortError'].includes(String(asRecord(cause)['name']))))
    return new KataproofError(
      'ClusterUnreachable',
      `The API server did not answer in time.${reach ? ` ${explainUnreachable('no-answer', reach)}` : ''}`,
    );
  const code = causes.map((cause) => asRecord(cause)['code']).find(isNetworkCode);
  if (code) return toConnectionError(code, reach ?? 'unknown');
  const { code: ours, message, retryable } = toFailure(error);
  return new KataproofError(ours, message, { retryable });
}

const tlsProblem = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|DEPTH_ZERO|EPROTO/;

/** Maps the codes that undici and Node give when a server cannot be reached. */
function toConnectionError(code: string, reach: ClusterReach): KataproofError {
  if (tlsProblem.test(code))
    return new KataproofError('CertificateRejected', `The API server's certificate is not the cluster's: ${code}.`);
  if (isUnresolvedCode(code))
    return new KataproofError(
      'ClusterUnreachable',
      `The API server's name does not resolve (${code}). ${explainUnreachable('no-address', reach)}`,
    );
  return new KataproofError(
    'ClusterUnreachable',
    `The API server cannot be reached (${code}). ${explainUnreachable('no-answer', reach)}`,
  );
}

/** The error and its causes, outermost first. When several addresses fail, the error is an AggregateError. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let current = error; current && causes.length < 5; ) {
    causes.push(current);
    const several = asRecord(current)['errors'];
    current = Array.isArray(several) ? several[0] : asRecord(current)['cause'];
  }
  return causes;
}
