import { somethingWentWrong } from './command.ts';

/** As long as a timer of Node may be, in milliseconds. */
const longMs = 2 ** 31 - 1;

/**
 * Runs a command to its end. What it waits for may keep no process alive: a request that waits for a connection does not, nor
 * does the timer that ends it. Node would leave then, without a word, and with the exit code of `isolated`.
 */
export async function runToEnd(run: () => Promise<number>): Promise<number> {
  process.exitCode = somethingWentWrong;
  const stay = setInterval(() => undefined, longMs);
  try {
    return await run();
  } finally {
    clearInterval(stay);
  }
}
