import { setTimeout as sleep } from 'node:timers/promises';
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
  /** Whether the answer is a text of whatever media type, and no JSON to be read. */
  asText?: boolean;
  /** Whether a call that comes to nothing is left to the caller. Any other is made again where that may help. */
  once?: boolean;
}

export interface ApiAnswer {
  /** Undefined where a request with `asText` was answered with no JSON. */
  body: unknown;
  /** The same as it came. */
  text: string;
  headers: Headers;
  /** Milliseconds after which it makes sense to look again; null where the app does not say. */
  retryAfterMs: number | null;
  /** Where a long operation is watched; null where there is none. */
  operationLocation: string | null;
}

/** A call that came to nothing: the message says why and what to do. */
export class CallFailed extends Error {
  /** Whether the same call may come to something a little later. */
  readonly mayPass: boolean;
  /** Milliseconds that the app asks to wait before; null where it does not say. */
  readonly retryAfterMs: number | null;
  /** The status of the answer; null where there was none. */
  readonly status: number | null;

  constructor(message: string, mayPass = false, retryAfterMs: number | null = null, status: number | null = null) {
    super(message);
    this.mayPass = mayPass;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}

/** The app answers within the time that a Functions host gives to a request. */
const callTimeoutMs = 240_000;

/** How long to wait before a call is made again where the app does not say, in milliseconds: one pause for each time. */
const pausesMs = [250, 1_000, 3_000];

/** Whoever asks for more gets no more, in milliseconds. */
const longestPauseMs = 60_000;

/** A gateway or an app that has no time; a host of Functions that is being replaced answers so too. */
const passingStatuses = [429, 500, 502, 503, 504];

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ message: z.string(), target: z.string().optional() })).optional(),
  }),
});

/**
 * Calls the API, and again where the connection broke or the app had no time: whatever is asked here may be asked twice.
 * No redirect is followed: it would lead to a page to log in at, and take the key along. Throws CallFailed, in whose
 * message no secret stands, and the reason of the signal.
 */
export async function callApi(connection: Connection, request: ApiRequest): Promise<ApiAnswer> {
  const { signal, once = false } = request;
  for (const pauseMs of once ? [] : pausesMs) {
    const answer = await callOnce(connection, request).catch((error: unknown) => error as Error);
    if (!(answer instanceof Error)) return answer;
    if (!(answer instanceof CallFailed) || !answer.mayPass) throw answer;
    const waitMs = Math.min(answer.retryAfterMs ?? pauseMs, longestPauseMs);
    if (waitMs >= tellFromMs) console.error(`${answer.message} It is asked again in ${Math.ceil(waitMs / 1_000)} s.`);
    await sleep(waitMs, undefined, { signal });
  }
  return callOnce(connection, request);
}

/** Nobody minds a pause of fewer milliseconds. */
const tellFromMs = 5_000;

async function callOnce(connection: Connection, request: ApiRequest): Promise<ApiAnswer> {
  const { response, text } = await send(connection, request).catch((error: unknown) => {
    request.signal?.throwIfAborted();
    throw explainUnreached(connection, error);
  });
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
  const { headers } = response;
  const body = parseJson(text);
  if (response.ok && (request.asText || body !== undefined))
    return { body, text, headers, retryAfterMs, operationLocation: headers.get('operation-location') };
  const why = oneLine(removeKnown(shorten(explainRefused(connection, response, body), 2_000), connection.secrets));
  throw new CallFailed(why, passingStatuses.includes(response.status), retryAfterMs, response.status);
}

async function send(
  { baseUrl, headers }: Connection,
  { method, path, query = {}, body, contentType, headers: own, signal, asText }: ApiRequest,
): Promise<{ response: Response; text: string }> {
  const url = new URL(`${baseUrl}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...headers,
      ...own,
      accept: asText ? '*/*' : 'application/json',
      'user-agent': 'kataproof-cli',
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
    },
    ...(body !== undefined && { body: contentType ? String(body) : JSON.stringify(body) }),
    signal: AbortSignal.any([AbortSignal.timeout(callTimeoutMs), ...(signal ? [signal] : [])]),
  });
  return { response, text: asText ? whole.decode(await response.arrayBuffer()) : await response.text() };
}

/** What is kept as it came keeps its byte order mark, by which Excel knows UTF-8. */
const whole = new TextDecoder('utf-8', { ignoreBOM: true });

/** Codes of Node and OpenSSL for a server whose certificate is not believed, or that speaks no TLS. */
const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|HOSTNAME_MISMATCH/;

function explainUnreached({ baseUrl, secrets }: Connection, error: unknown): CallFailed {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new CallFailed(`The app at ${baseUrl} gave no answer within ${callTimeoutMs / 1_000} s.`);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const coded = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  const code = removeKnown(coded ?? (cause instanceof Error ? oneLine(cause.message) : 'unknown'), secrets);
  if (coded === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return new CallFailed(`What answers at ${baseUrl} speaks no TLS, so nothing was sent. Is the port right?`);
  if (coded && untrusted.test(coded))
    return new CallFailed(
      `The certificate of ${baseUrl} is not trusted here (${code}), so nothing was sent. NODE_EXTRA_CA_CERTS names a file of further authorities.`,
    );
  return new CallFailed(
    `The app at ${baseUrl} gave no answer (${code}). Is the address right, and the app running?`,
    true,
  );
}

/** What the details of an error add to its message, which often holds the first of them. */
function listUntold({ message: whole, details = [] }: z.output<typeof errorSchema>['error']): string[] {
  const isTold = (text: string) => whole.toLowerCase().includes(text.toLowerCase());
  return details.flatMap(({ target, message }) => {
    if (message === whole) return target && !isTold(target) ? [`(${target})`] : [];
    const text = target ? `${target}: ${message}` : message;
    return isTold(text) ? [] : [text];
  });
}

/** What the app says of itself, or what stands before it and answers in its place. */
function explainRefused({ baseUrl, headers }: Connection, response: Response, body: unknown): string {
  const { status } = response;
  const told = errorSchema.safeParse(body).data?.error;
  if (told) return [`${told.code}: ${told.message}`, ...listUntold(told)].join(' ');
  if (status >= 300 && status < 400)
    return `${baseUrl} sends its callers elsewhere (${status}), to log in most likely. Give a token (KATAPROOF_TOKEN).`;
  if (status === 401)
    return Object.keys(headers).length > 0
      ? `${baseUrl} does not take this key or token (401).`
      : `${baseUrl} asks who is calling (401). Set KATAPROOF_KEY, or KATAPROOF_TOKEN.`;
  if (passingStatuses.includes(status)) return `${baseUrl} has no time or is out of order (${status}).`;
  if (status === 403) return `${baseUrl} does not allow this to the caller (403).`;
  if (status === 404) return `${baseUrl} has no such address (404). Is that the address of a Kataproof app?`;
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content type';
  return `${baseUrl} answered ${status} with ${type}, as this app never does. Is that its address?`;
}
