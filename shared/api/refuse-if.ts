import type { Refusal } from '../preflight/judge-pool-request.ts';
import { HttpError } from './http-error.ts';

const statusOf = { wrong: 400, 'not-found': 404, conflict: 409, forbidden: 403 } as const;

/** Throws the HttpError (4xx) that a refusal means; does nothing when there is no refusal. */
export function refuseIf(refusal: Refusal | null): void {
  if (!refusal) return;
  const { code, kind, message, target } = refusal;
  throw new HttpError(statusOf[kind], code, message, { details: [{ code, message, target }] });
}
