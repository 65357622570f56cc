import { describeAge, describeSince } from './durations.ts';
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

/** Since when something is so: the day and how long that is. Stands behind the word *since*. */
export function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactMoment(at)}>
      {describeSince(Date.parse(at), now.value)}
    </time>
  );
}
