const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Waits after each failed attempt (Microsoft Learn, "Event Grid message delivery and retry"); the last one repeats. */
const waitsMs = [
  10 * second,
  30 * second,
  minute,
  5 * minute,
  10 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
];

/** The shortest wait after some statuses. */
const leastMs: Record<number, number> = {
  401: 5 * minute,
  404: 5 * minute,
  408: 2 * minute,
  503: 30 * second,
};

/** Statuses after which there is no further attempt, by the kind of the endpoint. */
const finalStatuses = { azure: [400, 413, 403], webhook: [400, 413, 401, 403] };

/** What a failed attempt leads to: another one after `afterMs`, or none. `attempts` counts those made. */
export function planRetry(
  kind: keyof typeof finalStatuses,
  status: number | null,
  attempts: number,
): { retry: true; afterMs: number } | { retry: false } {
  if (status !== null && finalStatuses[kind].includes(status)) return { retry: false };
  const waitMs = waitsMs[Math.min(attempts, waitsMs.length) - 1] ?? 10 * second;
  return { retry: true, afterMs: Math.max(waitMs, leastMs[status ?? 0] ?? 0) };
}

/** From the last attempt to the dead letter, so that there are fewer writes. */
export const deadLetterDelayMs = 5 * minute;
