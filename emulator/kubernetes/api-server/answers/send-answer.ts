import type { ServerResponse } from 'node:http';
import { stringify } from 'yaml';
import { StatusError } from '../../api/seams.ts';
import { PageNotFound, statusOf } from '../../api/status-errors.ts';
import type { Answer, ApiCall } from '../requests/api-call.ts';
import { type Encoding, encodingOf } from '../requests/negotiate.ts';
import { representList, representObject } from './represent.ts';

const common = { 'cache-control': 'no-cache, private' };

export function sendText(
  response: ServerResponse,
  code: number,
  contentType: string,
  text: string,
  headers: Record<string, string | string[]> = {},
): void {
  const length = Buffer.byteLength(text);
  response.writeHead(code, { ...common, ...headers, 'content-type': contentType, 'content-length': length });
  response.end(text);
}

function sendBody(
  response: ServerResponse,
  code: number,
  encoding: Encoding,
  body: unknown,
  headers?: Record<string, string | string[]>,
): void {
  if (encoding === 'json') sendText(response, code, 'application/json', JSON.stringify(body), headers);
  else sendText(response, code, 'application/yaml', stringify(body, { aliasDuplicateObjects: false }), headers);
}

/** Builds RFC 7234 warning headers, which kubectl prints. */
const warningHeaders = (warnings: string[]): Record<string, string[]> =>
  warnings.length === 0 ? {} : { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`) };

export function sendAnswer(response: ServerResponse, call: ApiCall, answer: Answer, nowMs: number): void {
  const { definition } = call.path;
  const bodyOf = (shown: Exclude<Answer, { kind: 'stream' }>) => {
    if (shown.kind === 'document') return shown.body;
    if (shown.kind === 'list')
      return representList(definition, shown.items, shown.metadata, call.representation, nowMs);
    return representObject(definition, shown.object, call.representation, nowMs);
  };
  if (answer.kind === 'stream') answer.start(response);
  else {
    const code = answer.kind === 'list' ? 200 : answer.code;
    const { encoding } = call.representation;
    sendBody(response, code, encoding, bodyOf(answer), warningHeaders(answer.warnings ?? []));
  }
}

/**
 * Turns any error into a StatusError. Another kind of error is a bug of the emulator, and its stack goes into the
 * answer.
 */
export function statusErrorOf(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof URIError) return new StatusError(400, 'BadRequest', 'the path is not well encoded');
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StatusError(500, 'InternalError', `Internal error occurred: ${text}`);
}

/**
 * Sends an error as a Status, in YAML if the client accepts that first; a path that nobody knows is told in plain text. When an answer has already begun, it
 * closes the connection instead.
 */
export function sendError(response: ServerResponse, error: unknown, accept?: string): void {
  if (response.headersSent) return void response.destroy();
  if (error instanceof PageNotFound) {
    const headers = { 'x-content-type-options': 'nosniff' };
    sendText(response, error.code, 'text/plain; charset=utf-8', `${error.message}\n`, headers);
    return;
  }
  const status = statusErrorOf(error);
  const seconds = status.details?.['retryAfterSeconds'];
  const retry = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  sendBody(response, status.code, encodingOf(accept), statusOf(status), retry);
}
