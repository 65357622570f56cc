import { shorten } from '../plain/shorten.ts';
import { errorCodes } from './error-codes.ts';
import { KataproofError } from './kataproof-error.ts';
import { redact } from './redact.ts';

/**
 * An error as plain data, for where error classes do not survive: Durable's boundary and stored rows. `retryable`
 * failures heal by waiting (honour `retryAfterMs` when given), the others never do.
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

/** Characters. Durable history and tables bound what they keep; nobody reads further. */
const longestMessage = 2000;

/** An error as a value. What nobody foresaw is `Unexpected`, and retryable. */
export function toFailure(error: unknown): Failure {
  if (error instanceof KataproofError) {
    const { code, message, retryable, retryAfterMs } = error;
    return { code, message: shorten(message, longestMessage), retryable, retryAfterMs };
  }
  const { retryable } = errorCodes.Unexpected;
  const message = shorten(redact(describe(error)), longestMessage);
  return { code: 'Unexpected', message, retryable, retryAfterMs: null };
}

/** The message, and the messages of what caused it: `fetch failed` alone helps nobody. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'Something failed without saying why.';
  const own = error.message || error.name;
  return error.cause instanceof Error && error.cause !== error ? `${own}: ${describe(error.cause)}` : own;
}
