import type { ActivityHost } from './start-proof.ts';

/** Activities are billed while they wait; what is longer is left to a durable timer. */
const longestWaitMs = 5_000;

/** Makes up for clocks that differ: says how long it is until `until` (milliseconds since the epoch) by the wall clock. */
export async function awaitQuiet(
  host: Pick<ActivityHost, 'now'>,
  { until }: { until: number },
): Promise<{ remainingMs: number }> {
  const waitMs = Math.min(longestWaitMs, until - host.now());
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return { remainingMs: Math.max(0, until - host.now()) };
}
