const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** Bounds one purge, which looks through the whole time and removes what it finds, in one call. */
const windowMs = 30 * dayMs;

/** Windows before the first that are looked through in turn, one each hour: two years in a day. */
const olderWindows = 24;

/**
 * The times between which instances were begun that are purged now, as milliseconds since the epoch: the 30 days before
 * the limit, which also cover firings that were missed, and each hour another 30 days before those. What is so old is there
 * only after a long outage, or after the retention has been shortened.
 */
export function purgeWindows(nowMs: number, retentionDays: number): { fromMs: number; toMs: number }[] {
  const limitMs = nowMs - retentionDays * dayMs;
  const older = 1 + (Math.floor(nowMs / hourMs) % olderWindows);
  return [0, older].map((index) => {
    const toMs = limitMs - index * windowMs;
    return { fromMs: toMs - windowMs, toMs };
  });
}
