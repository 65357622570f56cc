const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** A length of time in the largest unit that it fills: `3 hours`. Moments are milliseconds since 1970, lengths milliseconds. */
export function describeLength(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [unit, size] = units.find(([, each]) => seconds >= each * 1.5) ?? ['second', 1];
  const count = Math.round(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** How long ago a moment was, or how far ahead it is. */
export function describeAge(ms: number, nowMs: number): string {
  if (Math.abs(nowMs - ms) < 10_000) return 'just now';
  return ms <= nowMs ? `${describeLength(nowMs - ms)} ago` : `in ${describeLength(ms - nowMs)}`;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const dayMs = 86_400_000;

/** Since when something is so, and for how long that is: `22 Nov, 4 days`. Days are those of the calendar, as whoever reads the date counts. */
export function describeSince(ms: number, nowMs: number): string {
  const [at, today] = [new Date(ms), new Date(nowMs)];
  const known = at.getUTCFullYear() === today.getUTCFullYear() ? day : dayOfYear;
  const when = nowMs - ms < dayMs ? `${minute.format(at)} UTC` : known.format(at);
  if (nowMs - ms < dayMs) return `${when}, ${describeLength(nowMs - ms)}`;
  const days = Math.floor(nowMs / dayMs) - Math.floor(ms / dayMs);
  return `${when}, ${days} ${days === 1 ? 'day' : 'days'}`;
}

/** Elapsed time as a clock shows it: `1:05`, `2:03:09`. */
export function describeElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
