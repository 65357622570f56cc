/** A token bucket that remembers nothing but its level at a moment: a function of time, so that a replay agrees. */
export interface Bucket {
  /** Below zero: so many starts are reserved that still have to wait. */
  tokens: number;
  /** Milliseconds since the epoch. */
  atMs: number;
}

export interface Pace {
  /** Starts that may come at once. */
  burst: number;
  perSecond: number;
}

/**
 * How fast clusters of one subscription may be called on for the first time. Each costs one call for its credentials,
 * from the bucket "all other": 60 at once, then 1 a second and subscription (Microsoft Learn, "Quotas, virtual machine
 * size restrictions, and region availability in AKS", throttling limits). The nightly fleet takes half of it and the
 * hourly sweep a quarter, which leaves the rest to people, to events and to a second worker that connects anew.
 */
export const fleetPace: Pace = { burst: 20, perSecond: 0.5 };
export const sweepPace: Pace = { burst: 10, perSecond: 0.25 };

/** Reserves the next start: the bucket afterwards, and how long the start has to wait. */
export function paceStart(before: Bucket | null, nowMs: number, pace: Pace): { bucket: Bucket; waitMs: number } {
  const { tokens, atMs } = before ?? { tokens: pace.burst, atMs: nowMs };
  const refilled = (Math.max(0, nowMs - atMs) * pace.perSecond) / 1000;
  const left = Math.min(pace.burst, tokens + refilled) - 1;
  return {
    bucket: { tokens: left, atMs: Math.max(atMs, nowMs) },
    waitMs: left >= 0 ? 0 : Math.ceil((-left * 1000) / pace.perSecond),
  };
}

/** One part of a pace that is shared by so many who know nothing of one another: each may start one at once. */
export function shareOf({ burst, perSecond }: Pace, parts: number): Pace {
  return { burst: Math.max(1, Math.floor(burst / parts)), perSecond: perSecond / parts };
}
