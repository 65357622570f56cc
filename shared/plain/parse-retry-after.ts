/**
 * Milliseconds that a Retry-After header asks for, in seconds or as a date (RFC 9110, 10.2.3); null when it is absent
 * or unreadable. `nowMs` (milliseconds since the epoch) is needed for dates.
 */
export function parseRetryAfter(header: string | null | undefined, nowMs: number): number | null {
  const text = header?.trim();
  if (!text) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isFinite(date) ? Math.max(0, date - nowMs) : null;
}
