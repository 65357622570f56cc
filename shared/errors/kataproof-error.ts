import { type ErrorCode, type ErrorTraits, errorCodes } from './error-codes.ts';
import { quote } from './quote.ts';
import { redact } from './redact.ts';

/**
 * A coded error: it says what happened, what to do, and whether waiting heals it. Secrets are removed from its message.
 */
export class KataproofError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly httpStatus: number | null;
  /** Milliseconds that the server asked us to wait, or null. */
  readonly retryAfterMs: number | null;

  /**
   * `code` is one of error-codes.ts, or a code that Azure or Kubernetes gave. A code of theirs is final unless
   * `options.retryable` says otherwise.
   */
  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    options: Partial<ErrorTraits> & { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(redact(message), 'cause' in options ? { cause: options.cause } : undefined);
    const traits = traitsOf(code);
    this.name = 'KataproofError';
    // A code of somebody else is text of somebody else.
    this.code = quote(code, 100);
    this.retryable = options.retryable ?? traits.retryable;
    this.httpStatus = options.httpStatus ?? traits.httpStatus;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

function traitsOf(code: string): ErrorTraits {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : { retryable: false, httpStatus: null };
}
