/** What has taken so long will never come, on the slowest machine either. Less than jest's limit, so as to say what it was. */
export const hangMs = 15 * 60_000;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks again and again until `look` finds something. Rejects with `what` when it will never come. */
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
