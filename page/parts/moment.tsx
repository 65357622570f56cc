import { describeAge } from './durations.ts';
import { now } from './now.ts';

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' });

/** The exact moment, in UTC: whoever reads the log has that. */
export const exactMoment = (at: string) => exact.format(new Date(at));

/** How long ago something was. The exact moment is in the element, and shown when it is pointed at. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactMoment(at)}>
      {describeAge(Date.parse(at), now.value)}
    </time>
  );
}
