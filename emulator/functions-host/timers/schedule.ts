import { CronosExpression } from 'cronosjs';
import { parseTimeSpan } from '../app/time-span.ts';

/** The times at which a timer function runs. */
export interface Schedule {
  /** Returns the first time after `afterMs`, in milliseconds since the epoch, or undefined when there is none. */
  nextAfter(afterMs: number): number | undefined;
}

/**
 * Parses an NCRONTAB expression of five or six fields (seconds first, in UTC) or a TimeSpan `[d.]hh:mm:ss`. Throws for
 * anything else: the extensions of other cron formats (`L`, `W`, `#`, `?`, years) are not NCRONTAB.
 */
export function parseSchedule(text: string): Schedule {
  const source = text.trim();
  const intervalMs = parseTimeSpan(source);
  if (intervalMs !== undefined) {
    if (intervalMs === 0) throw new Error(`The schedule '${text}' is an interval of nothing.`);
    return { nextAfter: (afterMs) => afterMs + intervalMs };
  }
  const fields = source.split(/\s+/);
  const isNcrontab =
    (fields.length === 5 || fields.length === 6) && fields.every((field) => /^[\d*/,\-a-z]+$/i.test(field));
  if (!isNcrontab || fields.some((field) => /(?:^|[\d,])[LW]|#|\?/i.test(field))) {
    throw new Error(`The schedule '${text}' is neither NCRONTAB with five or six fields nor a time span hh:mm:ss.`);
  }
  const expression = CronosExpression.parse(source, { timezone: 'UTC', strict: true });
  return { nextAfter: (afterMs) => expression.nextDate(new Date(afterMs))?.getTime() };
}
