import { KataproofError } from '../errors/kataproof-error.ts';
import { asRecord } from '../plain/as-record.ts';
import { parseRetryAfter } from '../plain/parse-retry-after.ts';

export interface JsonPost {
  /** Named in failures in place of the URL, which is a secret of many receivers. */
  sinkName: string;
  url: string;
  /** JSON, byte for byte as it was signed. */
  body: string;
  headers?: Record<string, string>;
  timeoutMs: number;
  nowMs: number;
}

/** Failures of the moment, beside every 5xx (RFC 9110 and 8470). */
const passing = new Set([408, 425, 429]);

/**
 * One POST, one try; throws a coded error when the receiver did not take it. Redirects are refused: a signed alert goes
 * where the settings say and nowhere else. What the receiver writes back is not read: it could be anything, our own URL
 * included.
 */
export async function postJson(post: JsonPost): Promise<void> {
  const response = await send(post);
  // The answer is known; a body that breaks off must not turn it into a failure.
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
    // Without its cause, which may quote the address.
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

/** Codes only: messages of errors quote addresses. */
function causeOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = asRecord(error);
  if (name === 'TimeoutError') return `none within ${timeoutMs / 1000} s`;
  const { code } = asRecord(cause);
  return typeof code === 'string' && /^[A-Z_0-9]{2,60}$/.test(code) ? code : 'the connection failed';
}
