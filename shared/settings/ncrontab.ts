interface Field {
  what: string;
  least: number;
  most: number;
  names: readonly string[];
}

const months = 'january february march april may june july august september october november december'.split(' ');
const weekdays = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/**
 * The fields of an NCRONTAB expression as the Functions host reads it ("Timer trigger for Azure Functions", "NCRONTAB
 * expressions"; the library NCrontab). Sunday is 0 and never 7.
 */
const fields: readonly [Field, Field, Field, Field, Field, Field] = [
  { what: 'seconds', least: 0, most: 59, names: [] },
  { what: 'minutes', least: 0, most: 59, names: [] },
  { what: 'hours', least: 0, most: 23, names: [] },
  { what: 'days of the month', least: 1, most: 31, names: [] },
  { what: 'months', least: 1, most: 12, names: months },
  { what: 'days of the week', least: 0, most: 6, names: weekdays },
];

/**
 * What is wrong with an NCRONTAB expression of six fields, seconds first, to be read after the name of the setting; null
 * when the Functions host takes it and it has a next time. The host does not start with a wrong one, or leaves the
 * function out.
 */
export function findNcrontabMistake(text: string): string | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length)
    return `must be an NCRONTAB expression of six fields, seconds first, such as "0 0 * * * *"; it has ${parts.length}`;
  const sets: Set<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const values = parseField(parts[index] ?? '', field);
    if (!values)
      return `must have ${field.what} from ${field.least} to ${field.most} in field ${index + 1}: *, a number, a range such as ${field.least}-${field.most}, a list with commas, or a step such as */2`;
    sets.push(values);
  }
  const [, , , days = new Set(), inMonths = new Set()] = sets;
  return hasDay(days, inMonths) ? null : 'must name a day that exists: no such month has such a day';
}

/** The values that a field names; null when the host refuses it. */
function parseField(text: string, field: Field): Set<number> | null {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = parseRange(part, field);
    if (!range) return null;
    for (let value = range.first; value <= range.last; value += range.step) values.add(value);
  }
  return values;
}

function parseRange(part: string, field: Field): { first: number; last: number; step: number } | null {
  const [range = '', every, ...more] = part.split('/');
  if (more.length > 0 || (every !== undefined && !/^0*[1-9]\d{0,3}$/.test(every))) return null;
  const step = Number(every ?? 1);
  if (range === '*') return { first: field.least, last: field.most, step };
  const ends = range.split('-').map((end) => parseValue(end, field));
  const [first = null, last = first] = ends;
  if (first === null || last === null || ends.length > 2) return null;
  if (ends.length === 1) return { first, last: every === undefined ? first : field.most, step };
  return { first: Math.min(first, last), last: Math.max(first, last), step };
}

/** A number within the field's limits, or a name or its beginning, of three letters at least. */
function parseValue(text: string, { least, most, names }: Field): number | null {
  if (/^\d{1,4}$/.test(text)) return Number(text) >= least && Number(text) <= most ? Number(text) : null;
  const index = text.length < 3 ? -1 : names.findIndex((name) => name.startsWith(text.toLowerCase()));
  return index < 0 ? null : least + index;
}

/** A day of February exists in some year. */
const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function hasDay(days: Set<number>, inMonths: Set<number>): boolean {
  return [...inMonths].some((month) => [...days].some((day) => day <= (daysInMonth[month - 1] ?? 0)));
}
