import { z } from 'zod';
import { removeKnown } from '../../shared/errors/redact.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { parseJson } from '../../shared/plain/parse-json.ts';
import { parseRetryAfter } from '../../shared/plain/parse-retry-after.ts';
import { shorten } from '../../shared/plain/shorten.ts';
import type { Connection } from './read-connection.ts';

/** A call of the API. */
export interface ApiRequest {
  method: 'GET' | 'POST';
  /** Below the address of the app: `/api/runs`. */
  path: string;
  query?: Record<string, string | undefined>;
  /** JSON, unless it is a text of `contentType`. */
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

export interface ApiAnswer {
  body: unknown;
  /** Milliseconds after which it makes sense to look again; null where the app does not say. */
  retryAfterMs: number | null;
  /** Where a long operation is watched; null where there is none. */
  operationLocation: string | null;
}

/** A call that came to nothing: the message says why and what to do. */
export class CallFailed extends Error {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly retryAfterMs: number | null;

  constructor(message: string, status: number | null = null, retryAfterMs: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The app answers within the time that a Functions host gives to a request. */
const callTimeoutMs = 240_000;

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ message: z.string(), target: z.string().optional() })).optional(),
  }),
});

/**
 * Calls the API. No redirect is followed: it would lead to a page to log in at, and take the key along. Throws CallFailed,
 * in whose message no secret stands, and the reason of the signal.
 */
export async function callApi(connection: Connection, request: ApiRequest): Promise<ApiAnswer> {
  const { response, text } = await send(connection, request).catch((error: unknown) => {
    request.signal?.throwIfAborted();
    throw new CallFailed(explainUnreached(connection, error));
  });
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
  const body = parseJson(text);
  if (response.ok && body !== undefined)
    return { body, retryAfterMs, operationLocation: response.headers.get('operation-location') };
  const why = explainRefused(connection, response, body);
  throw new CallFailed(oneLine(removeKnown(shorten(why, 2_000), connection.secrets)), response.status, retryAfterMs);
}

async function send(
  { baseUrl, headers }: Connection,
  { method, path, query = {}, body, contentType, headers: own, signal }: ApiRequest,
): Promise<{ response: Response; text: string }> {
  const url = new URL(`${baseUrl}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...headers,
      ...own,
      accept: 'application/json',
      'user-agent': 'kataproof-cli',
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
    },
    ...(body !== undefined && { body: contentType ? String(body) : JSON.stringify(body) }),
    signal: AbortSignal.any([AbortSignal.timeout(callTimeoutMs), ...(signal ? [signal] : [])]),
  });
  return { response, text: await response.text() };
}

function explainUnreached({ baseUrl, secrets }: Connection, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const coded = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  const code = coded ?? (cause instanceof Error ? oneLine(cause.message) : 'unknown');
  return removeKnown(
    `The app at ${baseUrl} gave no answer (${code}). Is the address right, and the app running?`,
    secrets,
  );
}

/** What the app says of itself, or what stands before it and answers in its place. */
function explainRefused({ baseUrl, headers }: Connection, response: Response, body: unknown): string {
  const { status } = response;
  const told = errorSchema.safeParse(body).data?.error;
  if (told) {
    const details = (told.details ?? []).map(({ target, message }) => (target ? `${target} ${message}` : message));
    return [`${told.code}: ${told.message}`, ...details].join(' ');
  }
  if (status >= 300 && status < 400)
    return `${baseUrl} sends its callers elsewhere (${status}), to log in most likely. Give a token with --token or KATAPROOF_TOKEN.`;
  if (status === 401)
    return Object.keys(headers).length > 0
      ? `${baseUrl} does not take this key or token (401).`
      : `${baseUrl} asks for a key or token (401): --key or KATAPROOF_KEY, --token or KATAPROOF_TOKEN.`;
  if (status === 403) return `${baseUrl} does not allow this to the caller (403).`;
  if (status === 404) return `${baseUrl} has no such address (404). Is that the address of a Kataproof app?`;
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content type';
  return `${baseUrl} answered ${status} with ${type}, as this app never does. Is that its address?`;
}
