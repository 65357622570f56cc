import { shorten } from '../plain/shorten.ts';
import { errorCodes } from './error-codes.ts';
import { KataproofError } from './kataproof-error.ts';
import { quote } from './quote.ts';

/**
 * An error as plain data, for places where error classes do not survive: Durable's boundary and stored rows. Waiting
 * may heal a `retryable` failure (wait at least `retryAfterMs` when given) and never heals any other.
 */
export interface Failure {
  /** A code of error-codes.ts, or the code that Azure or Kubernetes gave. */
  code: string;
  /** Says what happened and what to do. Never holds a token, a kubeconfig or a signed URL. */
  message: string;
  retryable: boolean;
  /** Milliseconds that the server asked us to wait (Retry-After), or null. */
  retryAfterMs: number | null;
}

/** Most characters of a message: Durable's history and tables limit what they store. */
const longestMessage = 2000;

/** Turns an error into a failure. An error that is not coded becomes `Unexpected`, which is retryable. */
export function toFailure(error: unknown): Failure {
  if (error instanceof KataproofError) {
    const { code, message, retryable, retryAfterMs } = error;
    return { code, message: shorten(message, longestMessage), retryable, retryAfterMs };
  }
  const { retryable } = errorCodes.Unexpected;
  const message = quote(describe(error), longestMessage);
  return { code: 'Unexpected', message, retryable, retryAfterMs: null };
}

/** Most causes that are told: an error may be its own cause, by way of others. */
const mostCauses = 5;

/** The message together with the messages of its causes: `fetch failed` alone helps nobody. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'Something failed without saying why.';
  const told = new Set<Error>();
  for (let next: unknown = error; next instanceof Error && !told.has(next) && told.size <= mostCauses; )
    next = told.add(next) && next.cause;
  return [...told].map(({ message, name }) => message || name).join(': ');
}
