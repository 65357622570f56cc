import type { DeadLetter } from './read-dead-letters.ts';

/**
 * Gives one event to the app again. `ok` means that it was taken. It never rejects: `outcome` says what went wrong, and
 * what helps.
 */
export type Replay = (letter: Pick<DeadLetter, 'event' | 'type'>) => Promise<{ ok: boolean; outcome: string }>;

/** `fetch failed` says nothing; its cause does, such as ECONNREFUSED with the address. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : null;
  return cause ? `${error.message} (${cause})` : error.message;
}
