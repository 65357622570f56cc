import type { z } from 'zod';
import { findMistakes } from '../errors/find-mistakes.ts';
import { findRepeatedKey } from '../plain/find-repeated-key.ts';
import { shorten } from '../plain/shorten.ts';
import { HttpError } from './http-error.ts';

/** Far more than any sensible request needs; bounds what one caller can make us parse. */
export const maxBodyBytes = 64 * 1024;

/** Parses and validates a JSON body. Throws HttpError 400, 413 or 415 with one detail for every wrong field. */
export function parseBody<T>(schema: z.ZodType<T>, contentType: string | null, body: Uint8Array): T {
  if (contentType !== null && !/^application\/([\w.+-]+\+)?json\b/i.test(contentType))
    throw new HttpError(415, 'UnsupportedMediaType', `Send JSON (Content-Type: application/json), not ${contentType}.`);
  refuseLongBody(body, maxBodyBytes);
  return validate(schema, readJson(body), 'body');
}

/**
 * Reads a body that is text of one of the media types in `consumes`. Throws HttpError 400 for what is no UTF-8, 413
 * beyond `mostBytes`, and 415.
 */
export function parseText(
  { consumes, mostBytes = maxBodyBytes }: { consumes: readonly string[]; mostBytes?: number },
  contentType: string | null,
  body: Uint8Array,
): string {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && !consumes.includes(type))
    throw new HttpError(415, 'UnsupportedMediaType', `Send ${consumes.join(', ')}, not ${shorten(type, 100)}.`);
  if (body.byteLength === 0)
    throw new HttpError(400, 'MissingRequestBody', `Send ${consumes.join(' or ')} as the body.`);
  refuseLongBody(body, mostBytes);
  try {
    // A byte order mark is part of the text, which may be answered as it came.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new HttpError(400, 'MalformedText', 'The request body is not valid UTF-8.');
  }
}

/** Throws HttpError 415 for a body that is compressed: nothing here unpacks one (RFC 9110, 15.5.16). */
export function refuseEncoded(contentEncoding: string | null): void {
  if (contentEncoding === null || /^(identity)?$/i.test(contentEncoding.trim())) return;
  const message = `Send the body as it is, without Content-Encoding ${shorten(contentEncoding, 100)}.`;
  throw new HttpError(415, 'UnsupportedMediaType', message, { headers: { 'Accept-Encoding': 'identity' } });
}

function refuseLongBody({ byteLength }: Uint8Array, mostBytes: number): void {
  if (byteLength <= mostBytes) return;
  throw new HttpError(413, 'RequestBodyTooLarge', `The body has ${byteLength} bytes; at most ${mostBytes} are read.`);
}

/**
 * Validates data from outside against a schema; `what` names the data in the error. Throws HttpError 400 with one
 * detail for every wrong field.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { data, mistakes } = findMistakes(schema, value);
  if (!mistakes) return data;
  const details = mistakes.map(({ path, message }) => ({
    code: 'InvalidValue',
    target: path.map(String).join('.') || what,
    message,
  }));
  const first = details[0];
  const more = details.length > 1 ? ` (and ${details.length - 1} more, see details)` : '';
  throw new HttpError(400, 'InvalidRequest', `${first?.target}: ${first?.message}${more}`, { details });
}

function readJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) throw new HttpError(400, 'MissingRequestBody', 'Send a JSON object as the request body.');
  const { text, value } = decodeJson(body);
  const repeated = findRepeatedKey(text);
  if (repeated === null) return value;
  const message = `The request body has ${JSON.stringify(shorten(repeated, 100))} twice in one object. Leave out the one that is not meant.`;
  throw new HttpError(400, 'MalformedJson', message);
}

function decodeJson(body: Uint8Array): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { text, value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    throw new HttpError(400, 'MalformedJson', `The request body is not valid JSON: ${shorten(reason, 200)}`);
  }
}
