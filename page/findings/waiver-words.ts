import { exactMoment } from '../parts/moment.tsx';
import type { Finding } from './findings.ts';

type Waiver = NonNullable<Finding['waiver']>;

const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** Until when a waiver is, as a day where it ends with one. */
export function untilWords({ until }: Pick<Waiver, 'until'>): string {
  return until.endsWith('T23:59:59.999Z') ? dayFormat.format(new Date(until)) : exactMoment(until);
}

/** A text of others that is not mixed up with the words around it, whatever way it is read (Unicode Bidirectional Algorithm, 2.4). */
const apart = (text: string) => `\u2068${text}\u2069`;

/** Who waived: a function key names nobody. */
function whoWords({ by }: Pick<Waiver, 'by'>): string {
  const name = by?.name ?? by?.id;
  return name == null ? 'somebody with a key' : apart(name);
}

/** A waiver in one sentence. */
export function waiverWords(waiver: Waiver): string {
  return `Waived until ${untilWords(waiver)} by ${whoWords(waiver)}: ${waiver.reason}`;
}
