import type { Failure } from '../ports/outcome.ts';
import { type ErrorCode, type ErrorTraits, errorCodes } from './error-codes.ts';
import { redact } from './redact.ts';

export { redact } from './redact.ts';

/** Characters. Durable history and tables bound what they keep; nobody reads further. */
const longestMessage = 2000;

/** An error that says what happened, what to do, and whether waiting heals it. Its message holds no secret. */
export class KataproofError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly httpStatus: number | null;
  /** Milliseconds that the server asked us to wait, or null. */
  readonly retryAfterMs: number | null;

  /**
   * `code` is one of error-codes.ts, or the code that Azure or Kubernetes gave: then say whether it is retryable
   * (final unless said).
   */
  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    options: Partial<ErrorTraits> & { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(redact(message), 'cause' in options ? { cause: options.cause } : undefined);
    const traits = traitsOf(code);
    this.name = 'KataproofError';
    this.code = code;
    this.retryable = options.retryable ?? traits.retryable;
    this.httpStatus = options.httpStatus ?? traits.httpStatus;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

function traitsOf(code: string): ErrorTraits {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : { retryable: false, httpStatus: null };
}

/** An error as a value that survives the Durable boundary. What nobody foresaw is `Unexpected`, and retryable. */
export function toFailure(error: unknown): Failure {
  if (error instanceof KataproofError) {
    const { code, message, retryable, retryAfterMs } = error;
    return { code, message: shorten(message), retryable, retryAfterMs };
  }
  return {
    code: 'Unexpected',
    message: shorten(redact(describe(error))),
    retryable: errorCodes.Unexpected.retryable,
    retryAfterMs: null,
  };
}

/** The message, and the messages of what caused it: `fetch failed` alone helps nobody. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'Something failed without saying why.';
  const own = error.message || error.name;
  return error.cause instanceof Error && error.cause !== error ? `${own}: ${describe(error.cause)}` : own;
}

function shorten(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage - 1)}…` : message;
}
