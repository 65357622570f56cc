import { KataproofError } from '../errors/kataproof-error.ts';
import { asRecord } from '../plain/as-record.ts';
import { parseRetryAfter } from '../plain/parse-retry-after.ts';
import { traceCall } from '../tracing/start-call.ts';

/** One request to a receiver. `timeoutMs` bounds it as a whole. */
export interface JsonPost {
  /** Named in errors in place of the URL, because the URL of many receivers is a secret. */
  sinkName: string;
  url: string;
  /** The exact JSON text that was signed. */
  body: string;
  headers?: Record<string, string>;
  timeoutMs: number;
  /** Milliseconds since the epoch, for a Retry-After that is a date. */
  nowMs: number;
}

/** Statuses besides 5xx that a later try may not get (RFC 9110 and 8470). */
const passing = new Set([408, 425, 429]);

/**
 * Sends one POST and does not try again. Throws SinkUnreachable, Throttled, ServerFailed or SinkRefused when the
 * receiver did not take it. Redirects are not followed: a signed alert goes only where the settings say. The body of
 * the answer is not read, because it may hold anything, even our own secret URL.
 */
export async function postJson(post: JsonPost): Promise<void> {
  const call = { remote: 'alert-sink', method: 'POST', url: null, sink: post.sinkName } as const;
  const response = await traceCall(
    call,
    () => send(post),
    ({ status }) => status,
  );
  // The status decides; an answer whose body breaks off must not count as a failure.
  await response.body?.cancel().catch(() => undefined);
  if (!response.ok) throw refusalOf(post, response);
}

async function send({ sinkName, url, body, headers, timeoutMs }: JsonPost): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'kataproof', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    // The cause is left out, because it may quote the URL.
    throw new KataproofError(
      'SinkUnreachable',
      `The alert sink ${sinkName} gave no answer: ${causeOf(error, timeoutMs)}.`,
    );
  }
}

function refusalOf({ sinkName, nowMs }: JsonPost, { status, headers }: Response): KataproofError {
  const said = `The alert sink ${sinkName} answered ${status}`;
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), nowMs);
  if (passing.has(status) || status >= 500)
    return new KataproofError(status === 429 ? 'Throttled' : 'ServerFailed', `${said}.`, { retryAfterMs });
  const advice =
    status < 400
      ? 'redirects are not followed, set the address that it leads to'
      : 'check its address and that it takes this shape';
  return new KataproofError('SinkRefused', `${said}: ${advice}.`);
}

/** The code of the error only, because its message may quote the URL. */
function causeOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = asRecord(error);
  if (name === 'TimeoutError') return `none within ${timeoutMs / 1000} s`;
  const { code } = asRecord(cause);
  return typeof code === 'string' && /^[A-Z_0-9]{2,60}$/.test(code) ? code : 'the connection failed';
}
