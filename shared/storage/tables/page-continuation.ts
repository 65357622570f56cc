import { KataproofError } from '../../errors/kataproof-error.ts';

const runId = /^[\w.-]{1,200}$/;

/** Where the next page begins: after this row. Opaque to callers, checked when it comes back. */
export function formatContinuation(lastKey: string): string {
  return Buffer.from(`after:${lastKey}`, 'utf8').toString('base64url');
}

/**
 * The key to go on after, which must have the shape of one of that list's keys (unless told: a run id). Throws
 * InvalidContinuation for anything that formatContinuation did not make.
 */
export function parseContinuation(continuation: string, shape: RegExp = runId): string {
  const text = Buffer.from(continuation, 'base64url').toString('utf8');
  const key = text.startsWith('after:') ? text.slice('after:'.length) : '';
  if (!shape.test(key) || formatContinuation(key) !== continuation)
    throw new KataproofError(
      'InvalidContinuation',
      'The continuation is not one that a page of this list gave. Leave it out to begin with the first page.',
    );
  return key;
}
