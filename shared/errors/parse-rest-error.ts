import { asRecord } from '../plain/as-record.ts';
import { parseJson } from '../plain/parse-json.ts';
import { parseRetryAfter } from '../plain/parse-retry-after.ts';
import { isNetworkCode } from './network-code.ts';

/** The facts in an error that an Azure SDK threw, in one shape. */
export type RestErrorFacts =
  /** The service gave no answer: name resolution, refused connection, TLS, timeout. */
  | { kind: 'unreachable'; message: string }
  /**
   * No token was available, so no request was sent. `transient` when the identity endpoint failed in a way that may
   * pass.
   */
  | { kind: 'no-token'; message: string; transient: boolean }
  /** The service answered. `code` is the service's own code, or `Http<status>`. */
  | { kind: 'answered'; status: number; code: string; message: string; retryAfterMs: number | null }
  /** The service answered with success, and the SDK could not read the answer. `status` is null when it is not known. */
  | { kind: 'unreadable'; status: number | null; message: string }
  /** The error does not come from the SDK. */
  | { kind: 'other'; message: string };

const tokenErrors =
  /^(CredentialUnavailableError|AuthenticationError|AggregateAuthenticationError|AuthenticationRequiredError)$/;

/**
 * Reads an error by its fields and not by its class, because every SDK may bring its own copy of the class. `nowMs`
 * (milliseconds since the epoch) is needed for a Retry-After that is a date (RFC 9110).
 */
export function parseRestError(error: unknown, nowMs: number): RestErrorFacts {
  const { name, message, statusCode, code } = asRecord(error);
  const said = typeof message === 'string' ? message : '';
  if (typeof name === 'string' && tokenErrors.test(name))
    return { kind: 'no-token', message: said, transient: isTransient(error) };
  if (typeof statusCode === 'number' && statusCode >= 200 && statusCode < 300)
    return { kind: 'unreadable', status: statusCode, message: said };
  // Whatever fails on its way has a code; the SDK throws without one when it looks at an answer.
  if (name === 'RestError' && statusCode === undefined && (code === undefined || code === 'PARSE_ERROR'))
    return { kind: 'unreadable', status: null, message: said };
  if (typeof statusCode === 'number')
    return {
      kind: 'answered',
      status: statusCode,
      ...parseBody(error, statusCode, said),
      retryAfterMs: askedDelay(error, nowMs),
    };
  if (name === 'RestError' || name === 'AbortError' || name === 'TimeoutError' || isNetworkCode(code))
    return { kind: 'unreachable', message: said || String(code ?? name) };
  return { kind: 'other', message: said };
}

/**
 * Code and message of the body, which has one of three shapes: enveloped (`{error: {code, message}}`), OData
 * (`odata.error`, message with a value) or flat (`{code, message}`), as AKS often answers. The SDK's own reading is the
 * last resort.
 */
function parseBody(error: unknown, status: number, said: string): { code: string; message: string } {
  const { details, response, code } = asRecord(error);
  const body = [details, parseJson(asRecord(response).bodyAsText)].map(innerError).find((found) => found.code);
  return {
    code: body?.code ?? (typeof code === 'string' && code ? code : `Http${status}`),
    message: body?.message ?? said,
  };
}

function innerError(body: unknown): { code?: string; message?: string } {
  const outer = asRecord(body);
  const inner = asRecord(outer.error ?? outer['odata.error'] ?? outer.odataError ?? outer);
  const message = asRecord(inner.message).value ?? inner.message;
  return {
    ...(typeof inner.code === 'string' && inner.code && { code: inner.code }),
    ...(typeof message === 'string' && message && { message }),
  };
}

/**
 * Whether the identity endpoint failed in a way that may pass. The identity library keeps the endpoint's answer only in
 * the cause (MSAL's `status`, or `network_error` when there was no answer), and a chain of credentials holds the errors
 * of all its members.
 */
function isTransient(error: unknown): boolean {
  const { cause, errors, status, statusCode, errorCode } = asRecord(error);
  const answer = Number(status ?? statusCode);
  if (answer === 408 || answer === 429 || answer >= 500 || errorCode === 'network_error') return true;
  return [cause, ...(Array.isArray(errors) ? errors : [])].some((inner) => inner !== undefined && isTransient(inner));
}

/**
 * Milliseconds that the server asked us to wait, or null. Azure's own `retry-after-ms` headers are finer than
 * Retry-After, which gives seconds or a date.
 */
function askedDelay(error: unknown, nowMs: number): number | null {
  const { headers } = asRecord(asRecord(error).response);
  const get = (name: string): string | undefined => {
    const reader = headers as { get?: (name: string) => unknown } | undefined;
    const value = typeof reader?.get === 'function' ? reader.get(name) : undefined;
    return typeof value === 'string' && value ? value : undefined;
  };
  const inMs = Number(get('retry-after-ms') ?? get('x-ms-retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(inMs) && inMs >= 0) return inMs;
  return parseRetryAfter(get('retry-after'), nowMs);
}

/** Whether a client of Azure threw because the service answered with this HTTP status. */
export function isStatus(error: unknown, status: number): boolean {
  return (error as { statusCode?: unknown } | null)?.statusCode === status;
}
