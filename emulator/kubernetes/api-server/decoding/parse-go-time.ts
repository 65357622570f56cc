import { goQuote } from '../../api/go-text.ts';
import { DecodeError } from './json-node.ts';

/** The parts of a time, each with the name by which Go's layouts know it. */
const parts: [layout: string, pattern: RegExp][] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d/],
];
const micros: [string, RegExp] = ['.000000', /^\.\d{6}/];
const zone: [string, RegExp] = ['Z07:00', /^(Z|[+-]\d\d:\d\d)/];

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function outOfRange(text: string): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(Number);
  if (month < 1 || month > 12) return 'month';
  if (hour > 23) return 'hour';
  if (minute > 59) return 'minute';
  if (second > 59) return 'second';
  return day < 1 || day > daysIn(year, month) ? 'day' : null;
}

/**
 * Parses a time as `time.Parse` does with RFC 3339, and returns it in the form in which Kubernetes keeps it. `precise`
 * times have exactly six digits after the second. Throws DecodeError.
 */
export function parseGoTime(text: string, precise: boolean): string {
  const layout = `2006-01-02T15:04:05${precise ? '.000000' : ''}Z07:00`;
  const about = `parsing time ${goQuote(text)} as ${goQuote(layout)}`;
  let rest = text;
  for (const [name, pattern] of [...parts, ...(precise ? [micros] : []), zone]) rest = take(name, pattern);
  if (rest !== '') throw new DecodeError(`parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`);
  const wrong = outOfRange(text);
  if (wrong) throw new DecodeError(`parsing time ${goQuote(text)}: ${wrong} out of range`);
  const utc = new Date(text).toISOString().slice(0, 19);
  if (!precise) return `${utc}Z`;
  return `${utc}${/\.\d{6}/.exec(text)?.[0]}Z`;

  function take(name: string, pattern: RegExp): string {
    // A fraction of a second may stand even where the layout has none.
    if (name === 'Z07:00' && !precise) rest = rest.replace(/^[.,]\d+/, '');
    const match = pattern.exec(rest);
    if (!match) throw new DecodeError(`${about}: cannot parse ${goQuote(rest)} as ${goQuote(name)}`);
    return rest.slice(match[0].length);
  }
}
