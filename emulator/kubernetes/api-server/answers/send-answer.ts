import type { ServerResponse } from 'node:http';
import { StatusError } from '../../api/seams.ts';
import { statusOf } from '../../api/status-errors.ts';
import type { Answer, ApiCall } from '../requests/api-call.ts';
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

const sendJson = (response: ServerResponse, code: number, body: unknown, headers?: Record<string, string | string[]>) =>
  sendText(response, code, 'application/json', JSON.stringify(body), headers);

/** Builds RFC 7234 warning headers, which kubectl prints. */
const warningHeaders = (warnings: string[]): Record<string, string[]> =>
  warnings.length === 0 ? {} : { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`) };

export function sendAnswer(response: ServerResponse, call: ApiCall, answer: Answer, nowMs: number): void {
  const { definition } = call.path;
  if (answer.kind === 'stream') answer.start(response);
  else if (answer.kind === 'document') sendJson(response, answer.code, answer.body);
  else if (answer.kind === 'list')
    sendJson(response, 200, representList(definition, answer.items, answer.metadata, call.representation, nowMs));
  else
    sendJson(
      response,
      answer.code,
      representObject(definition, answer.object, call.representation, nowMs),
      warningHeaders(answer.warnings ?? []),
    );
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

/** Sends an error as a Status. When an answer has already begun, it closes the connection instead. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const status = statusErrorOf(error);
  const seconds = status.details['retryAfterSeconds'];
  sendJson(response, status.code, statusOf(status), seconds === undefined ? {} : { 'retry-after': String(seconds) });
}
