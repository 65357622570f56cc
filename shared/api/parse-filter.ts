import { HttpError } from './http-error.ts';

/** A field that a list can be filtered by. */
export interface FilterField<T = unknown> {
  operator: 'eq' | 'ge';
  /** What the value must be, in words: `one of isolated, suspect`. */
  form: string;
  /** The value of a literal; null for one that has not the form. */
  parse(literal: string): T | null;
}

export type FilterFields = Record<string, FilterField>;

/** What a filter asks for: the value of each field that it names. */
export type Filtered<F extends FilterFields> = { [Name in keyof F]?: F[Name] extends FilterField<infer T> ? T : never };

/** One comparison. A literal stands in single quotes, which are doubled within it; a moment needs none. */
const comparison = /^\s*(?<field>\w+)\s+(?<operator>[a-z]+)\s+(?:'(?<quoted>(?:[^']|'')*)'|(?<bare>[^\s']+))/;
const conjunction = /^\s+and\s+/;

/**
 * Parses a filter: comparisons of documented fields joined by `and`, a small part of OData's `$filter`. A filter that is
 * left out asks for nothing. Throws HttpError 400 that names every field with its operator.
 */
export function parseFilter<F extends FilterFields>(text: string | undefined, fields: F): Filtered<F> {
  const found: Record<string, unknown> = {};
  if (text === undefined) return found as Filtered<F>;
  for (let rest = text; ; ) {
    const groups = comparison.exec(rest)?.groups;
    const { field = '', operator = '', quoted, bare } = groups ?? {};
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!groups || !known || known.operator !== operator || Object.hasOwn(found, field)) throw refusal(fields);
    const value = known.parse(quoted?.replaceAll("''", "'") ?? bare ?? '');
    if (value === null) throw refusal(fields, `${field} must be ${known.form}.`);
    found[field] = value;
    rest = rest.slice(comparison.exec(rest)?.[0].length);
    if (rest.trim() === '') return found as Filtered<F>;
    const and = conjunction.exec(rest)?.[0];
    if (and === undefined) throw refusal(fields);
    rest = rest.slice(and.length);
  }
}

/** What a filter of these fields looks like, in words. */
export function describeFilter(fields: FilterFields): string {
  const known = Object.entries(fields).map(([name, { operator, form }]) => `${name} ${operator} (${form})`);
  const [first = ''] = Object.keys(fields);
  return `one or more of these, each once, joined by "and": ${known.join('; ')}. A value stands in single quotes, such as ${first} ${fields[first]?.operator} '…'.`;
}

function refusal(fields: FilterFields, what = 'It cannot be read.'): HttpError {
  const message = `The filter is no filter of this list. ${what} It is ${describeFilter(fields)}`;
  return new HttpError(400, 'InvalidFilter', message, {
    details: [{ code: 'InvalidFilter', target: 'filter', message: what }],
  });
}

/** A field that has one of these words. */
export function oneOf<Word extends string>(words: readonly Word[]): FilterField<Word> & { operator: 'eq' } {
  return {
    operator: 'eq',
    form: `one of ${words.join(', ')}`,
    parse: (literal) => words.find((word) => word === literal) ?? null,
  };
}

const moment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A field that is a moment: the filter asks for that moment and everything after it. */
export const fromMoment: FilterField<string> & { operator: 'ge' } = {
  operator: 'ge',
  form: 'a moment, such as 2026-11-20T10:00:00Z, or a day',
  parse: (literal) => {
    const ms = moment.test(literal) && isDay(literal.slice(0, 10)) ? Date.parse(literal) : Number.NaN;
    return Number.isNaN(ms) ? null : new Date(ms).toISOString();
  },
};

/** Whether the calendar has a day: Date.parse takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
