/**
 * Something that takes this long will never happen, not even on the slowest machine. It is less than jest's limit, so
 * that the error can say what did not happen.
 */
export const hangMs = 15 * 60_000;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls `look` repeatedly until it finds something. Rejects with `what` when that never happens. */
export async function eventually<T>(what: string | (() => string), look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + hangMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline)
      throw new Error(`Not within ${hangMs / 60_000} minutes: ${typeof what === 'string' ? what : what()}`);
    await pause(25);
  }
}
