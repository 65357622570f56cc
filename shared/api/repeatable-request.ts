import { createHash } from 'node:crypto';
import { toCanonicalJson } from '../plain/canonical-json.ts';
import { HttpError } from './http-error.ts';

/** How a caller says that a request is the same one again. */
export interface RequestId {
  /** The header that carried the id. */
  header: 'Operation-Id' | 'Repeatability-Request-ID';
  id: string;
}

/** How long a request may be repeated by Repeatability-Request-ID, in milliseconds. OASIS leaves the time to the server. */
export const trackedMs = 24 * 60 * 60_000;

/** How far a caller's clock may be ahead of ours, in milliseconds. */
const clockSkewMs = 5 * 60_000;

const operationId = /^[\w.~:+=@-]{1,128}$/;
/** What tells the caller of a repeatable request that it was not accepted. */
const rejected = { 'Repeatability-Result': 'rejected' };

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The one form of dates that senders may use (RFC 9110, "IMF-fixdate"). */
const fixedDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The id under which a request may be repeated; null for a request without one. `now` is in milliseconds since the
 * epoch. Throws HttpError 400 for an id or a date without its form, and 412 for a request that was first sent so long
 * ago that nobody may know any more whether it was answered (OASIS, "Repeatable Requests Version 1.0").
 */
export function parseRequestId(headers: { get(name: string): string | null }, now: number): RequestId | null {
  const operation = headers.get('Operation-Id');
  const repeatable = headers.get('Repeatability-Request-ID');
  const firstSent = headers.get('Repeatability-First-Sent');
  if (repeatable === null && firstSent === null) return operation === null ? null : parseOperationId(operation);
  if (operation !== null)
    throw wrong(
      'Operation-Id',
      'does not go with Repeatability-Request-ID and Repeatability-First-Sent: send it, or both of them.',
    );
  if (repeatable === null || !guid.test(repeatable))
    throw wrong('Repeatability-Request-ID', `${repeatable === null ? 'is missing: it must' : 'must'} be a GUID.`);
  refuseWrongTime(firstSent, now);
  return { header: 'Repeatability-Request-ID', id: repeatable.toLowerCase() };
}

function parseOperationId(id: string): RequestId {
  if (!operationId.test(id))
    throw wrong('Operation-Id', 'must be 1 to 128 letters, digits and characters of - . _ ~ : + = @, such as a GUID.');
  return { header: 'Operation-Id', id };
}

function refuseWrongTime(firstSent: string | null, now: number): void {
  const sentAt = firstSent !== null && fixedDate.test(firstSent) ? Date.parse(firstSent) : Number.NaN;
  if (Number.isNaN(sentAt))
    throw wrong(
      'Repeatability-First-Sent',
      `${firstSent === null ? 'is missing: it must' : 'must'} be a date of HTTP, such as Sun, 06 Nov 1994 08:49:37 GMT.`,
    );
  if (sentAt > now + clockSkewMs) throw wrong('Repeatability-First-Sent', 'lies in the future.');
  if (sentAt < now - trackedMs)
    throw new HttpError(
      412,
      'RepeatabilityWindowExpired',
      `The request was first sent more than ${trackedMs / 3_600_000} hours ago. Look at the list of runs for what became of it, and send it under a new Repeatability-Request-ID if it is still wanted.`,
      { headers: rejected },
    );
}

function wrong(target: string, message: string): HttpError {
  return new HttpError(400, 'InvalidHeader', `${target} ${message}`, {
    details: [{ code: 'InvalidHeader', target, message }],
    headers: target === 'Operation-Id' ? {} : rejected,
  });
}

/** The key under which a request is claimed. */
export function requestKey({ header, id }: RequestId): string {
  return `${header.toLowerCase()}/${id}`;
}

/**
 * A hash of what a request asks for: its operation, and what is left of its body after validation, in whatever order
 * and notation it came.
 */
export function fingerprintOf(operation: string, asked: unknown): string {
  return createHash('sha256').update(toCanonicalJson({ operation, asked })).digest('hex');
}

/** The refusal of a request whose id belongs to another one. Its message names no other than the caller's own id. */
export function reusedId({ header, id }: RequestId): HttpError {
  return new HttpError(
    409,
    'RequestIdReused',
    `${header} ${id} belongs to another request, whose operation or body was a different one. Nothing was started. Repeat that request as it was, or send this one under an id of its own.`,
    {
      details: [{ code: 'RequestIdReused', target: header, message: 'belongs to another request' }],
      headers: header === 'Operation-Id' ? {} : rejected,
    },
  );
}
