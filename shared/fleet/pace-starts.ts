/**
 * The level of a token bucket at one moment. Later levels are computed from the time alone, so a replay gets the same
 * ones.
 */
export interface Bucket {
  /** Below zero: that many starts are reserved and still have to wait. */
  tokens: number;
  /** Milliseconds since the epoch. */
  atMs: number;
}

/** How fast something may be started. */
export interface Pace {
  /** Starts that may happen at once. */
  burst: number;
  perSecond: number;
}

/**
 * How fast the nightly check may call clusters of one subscription for the first time. Each such cluster costs one call
 * for its credentials, from AKS's bucket "all other": 60 at once, then 1 a second for each subscription (Microsoft
 * Learn, "Quotas, virtual machine size restrictions, and region availability in AKS", throttling limits). The nightly
 * check takes nearly all of the rate, and never what is below ten tokens, which are for people, for events and for a second
 * worker that has to connect again.
 */
export const fleetPace: Pace = { burst: 40, perSecond: 0.97 };
/** The same for the hourly sweep, which lets clusters be while a night is at them. */
export const sweepPace: Pace = { burst: 10, perSecond: 0.25 };

/**
 * Reserves the next start at `nowMs` (milliseconds since the epoch): returns the bucket afterwards and how long the
 * start has to wait. `before` is null for a full bucket.
 */
export function paceStart(before: Bucket | null, nowMs: number, pace: Pace): { bucket: Bucket; waitMs: number } {
  const { tokens, atMs } = before ?? { tokens: pace.burst, atMs: nowMs };
  const refilled = (Math.max(0, nowMs - atMs) * pace.perSecond) / 1000;
  const left = Math.min(pace.burst, tokens + refilled) - 1;
  return {
    bucket: { tokens: left, atMs: Math.max(atMs, nowMs) },
    waitMs: left >= 0 ? 0 : Math.ceil((-left * 1000) / pace.perSecond),
  };
}

/** Whether a bucket has filled up again, and so is as good as none. */
export function isFull({ tokens, atMs }: Bucket, nowMs: number, { burst, perSecond }: Pace): boolean {
  return tokens + (Math.max(0, nowMs - atMs) * perSecond) / 1000 >= burst;
}

/** The share of one of `parts` users of a pace that do not know of one another. Each may start at least one at once. */
export function shareOf({ burst, perSecond }: Pace, parts: number): Pace {
  return { burst: Math.max(1, Math.floor(burst / parts)), perSecond: perSecond / parts };
}
