import type { Failure } from '../errors/failure.ts';

/** What somebody answered who was asked for a fact, or why there is none. */
export type Reading<T> = { ok: true; value: T } | { ok: false; failure: Failure };
