import { parseRetryAfter } from '../plain/parse-retry-after.ts';
import type { Failure, Outcome } from '../ports/outcome.ts';

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
 * One POST, one try. Redirects are refused: a signed alert goes where the settings say and nowhere else. What the
 * receiver writes back is not read: it could be anything, our own URL included.
 */
export async function postJson(post: JsonPost): Promise<Outcome<{ delivered: true }>> {
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'kataproof', ...post.headers },
      body: post.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(post.timeoutMs),
    });
    // The answer is known; a body that breaks off must not turn it into a failure.
    await response.body?.cancel().catch(() => undefined);
    if (response.ok) return { ok: true, value: { delivered: true } };
    return { ok: false, failure: failureOf(post, response) };
  } catch (error) {
    const message = `The alert sink ${post.sinkName} gave no answer: ${causeOf(error, post.timeoutMs)}.`;
    return { ok: false, failure: { code: 'SinkUnreachable', message, retryable: true, retryAfterMs: null } };
  }
}

function failureOf({ sinkName, nowMs }: JsonPost, { status, headers }: Response): Failure {
  const said = `The alert sink ${sinkName} answered ${status}`;
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), nowMs);
  if (passing.has(status) || status >= 500)
    return { code: status === 429 ? 'Throttled' : 'ServerFailed', message: `${said}.`, retryable: true, retryAfterMs };
  const advice =
    status < 400
      ? 'redirects are not followed, set the address that it leads to'
      : 'check its address and that it takes this shape';
  return { code: 'SinkRefused', message: `${said}: ${advice}.`, retryable: false, retryAfterMs: null };
}

/** Codes only: messages of errors quote addresses. */
function causeOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = asRecord(error);
  if (name === 'TimeoutError') return `none within ${timeoutMs / 1000} s`;
  const { code } = asRecord(cause);
  return typeof code === 'string' && /^[A-Z_0-9]{2,60}$/.test(code) ? code : 'the connection failed';
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
