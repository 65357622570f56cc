import { KataproofError } from '../errors.ts';

/** Where the next page of runs begins: after this run. Opaque to callers, checked when it comes back. */
export function formatContinuation(lastRunId: string): string {
  return Buffer.from(`after:${lastRunId}`, 'utf8').toString('base64url');
}

/** The run to go on after. Throws InvalidContinuation for anything that formatContinuation did not make. */
export function parseContinuation(continuation: string): string {
  const text = Buffer.from(continuation, 'base64url').toString('utf8');
  const runId = /^after:([\w.-]{1,200})$/.exec(text)?.[1];
  if (runId === undefined || formatContinuation(runId) !== continuation)
    throw new KataproofError(
      'InvalidContinuation',
      'The continuation is not one that a page of runs gave. Leave it out to begin with the newest run.',
    );
  return runId;
}
