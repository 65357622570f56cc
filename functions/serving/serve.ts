import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { checkApiVersion, versionHeaders } from '../../shared/api/api-versions.ts';
import { type Caller, readCaller, refuseForeignPage, requireRole } from '../../shared/api/caller.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import type { Operation, RequestOf } from '../../shared/api/operation.ts';
import { parseBody, parseText, refuseEncoded, validate } from '../../shared/api/parse-body.ts';
import { parseQuery } from '../../shared/api/parse-query.ts';
import { renderError } from '../../shared/api/render-error.ts';
import { toFailure } from '../../shared/errors/failure.ts';
import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { oneLine } from '../../shared/plain/one-line.ts';
import { settings } from '../wiring/app.ts';
import { served } from './served.ts';

/** A request of an operation: what it holds, checked, and who asks. */
export interface Call<O extends Operation> extends RequestOf<O> {
  caller: Caller;
  /** Where the API is, as the caller reaches it, without a slash at the end: routes go below it. */
  apiUrl: string;
  /** The request's own address, with its query, as the caller reaches it. */
  url: string;
  request: HttpRequest;
  context: InvocationContext;
}

/**
 * Serves an operation. Who may not ask for it, a version that there is not, and a request that its schemas refuse are
 * answered before `handle` is called. What `handle` throws becomes Azure's error object; an unexpected error is logged,
 * and the caller does not see its message, because the message may name internals.
 * `durable`: it is answered with the help of Durable Functions.
 */
export function serve<O extends Operation>(
  operation: O,
  handle: (call: Call<O>) => Promise<HttpResponseInit>,
  { durable = false }: { durable?: boolean } = {},
): void {
  served.set(operation.id, {
    operation,
    durable,
    async answer(request, context) {
      const answer = await answerTo(operation, handle, request, context);
      return { ...answer, headers: { ...versionHeaders, 'Cache-Control': 'no-store', ...answer.headers } };
    },
  });
}

async function answerTo<O extends Operation>(
  operation: O,
  handle: (call: Call<O>) => Promise<HttpResponseInit>,
  request: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  try {
    const caller = readCaller(request.headers, settings.platformAuthentication);
    requireRole(caller, operation.role);
    refuseForeignPage(request, settings.platformAuthentication);
    checkApiVersion(request.query);
    const place = placeOf(operation, request);
    return await handle({ ...(await readRequest(operation, request)), caller, ...place, request, context });
  } catch (error) {
    return renderError(toHttpError(error, context), request.headers.get('accept'));
  }
}

/**
 * Where the API and the request's own address are. Where no setting says so, the API is the request's own URL without its
 * route, whatever prefix the host has put there: a gateway that asks the app by another name is not heard of.
 */
function placeOf({ route }: Operation, request: HttpRequest): { apiUrl: string; url: string } {
  const { origin, pathname, search } = new URL(request.url);
  const segments = pathname.split('/').filter((part, place) => place === 0 || part !== '');
  const own = route.split('/').reduce((sum, part) => sum + countSegments(part, request.params), 0);
  const [above, below] = [segments.slice(0, segments.length - own), segments.slice(segments.length - own)];
  const apiUrl = settings.publicApiUrl ?? `${origin}${above.join('/')}`;
  return { apiUrl, url: `${apiUrl}/${below.join('/')}${search}` };
}

/** How many segments of a path a part of a route stands for: what `{*path}` takes may have slashes, or be nothing. */
function countSegments(part: string, params: Record<string, string>): number {
  const name = /^\{\*(\w+)\}$/.exec(part)?.[1];
  return name === undefined ? 1 : (params[name] ?? '').split('/').filter(Boolean).length;
}

async function readRequest<O extends Operation>(operation: O, request: HttpRequest): Promise<RequestOf<O>> {
  const { params, query, headers } = operation;
  return {
    params: params && validate(params, request.params, 'route'),
    query: query ? parseQuery(query, request.query) : refuseQuery(operation, request),
    headers: headers && validate(headers, readHeaders(Object.keys(headers.shape), request), 'headers'),
    body: await readBody(operation, request),
  } as RequestOf<O>;
}

/** A parameter is without effect where there is none. What anybody may look at is asked for by probes and links, too. */
function refuseQuery({ role }: Operation, request: HttpRequest): undefined {
  if (role !== 'anonymous') parseQuery(noQuery, request.query);
}

const noQuery = z.strictObject({});

function readHeaders(names: string[], request: HttpRequest): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** An operation without a body does not look at one. */
async function readBody(
  { body: schema, bodyOptional, consumes, mostBytes }: Operation,
  request: HttpRequest,
): Promise<unknown> {
  if (!schema) return undefined;
  refuseEncoded(request.headers.get('content-encoding'));
  const body = new Uint8Array(await request.arrayBuffer());
  if (bodyOptional && body.byteLength === 0) return validate(schema, {}, 'body');
  const contentType = request.headers.get('content-type');
  if (!consumes) return parseBody(schema, contentType, body);
  return validate(schema, parseText({ consumes, ...(mostBytes && { mostBytes }) }, contentType, body), 'body');
}

/**
 * Whether a caller hears of an error of ours whatever he asked for: what he sent is none of ours, or what he asked for was
 * changed, which must not look as if only something had gone wrong.
 */
function isForCallers(code: string): boolean {
  return code === 'InvalidContinuation' || code === 'EvidenceCorrupt';
}

function toHttpError(error: unknown, context: InvocationContext): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof KataproofError && isForCallers(error.code))
    return new HttpError(error.httpStatus ?? 500, error.code, error.message);
  context.error(oneLine(`Unexpected error while answering a request: ${toFailure(error).message}`));
  const message = `Something went wrong on our side. Invocation ${context.invocationId} in the logs tells what.`;
  return new HttpError(500, 'InternalError', message);
}
