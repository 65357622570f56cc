import { exactMoment } from '../parts/moment.tsx';
import type { Finding } from './findings.ts';

type Waiver = NonNullable<Finding['waiver']>;

const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** Until when a waiver is, as a day where it ends with one. */
export function untilWords({ until }: Pick<Waiver, 'until'>): string {
  return until.endsWith('T23:59:59.999Z') ? dayFormat.format(new Date(until)) : exactMoment(until);
}

/** Who waived: a function key names nobody. */
function whoWords({ by }: Pick<Waiver, 'by'>): string {
  return by?.name ?? by?.id ?? 'somebody with a key';
}

/** A waiver in one sentence. */
export function waiverWords(waiver: Waiver): string {
  return `Waived until ${untilWords(waiver)} by ${whoWords(waiver)}: ${waiver.reason}`;
}
