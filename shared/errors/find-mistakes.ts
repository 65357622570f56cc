import { z } from 'zod';
import { shorten } from '../plain/shorten.ts';

/** One thing that is wrong with data from outside. */
export interface Mistake {
  /** Where it is. */
  path: PropertyKey[];
  /** What to do, to be read after the name of the place. It never repeats a value. */
  message: string;
}

/** Checks data from outside. Either `data` is there, or `mistakes` lists everything that is wrong, in plain words. */
export function findMistakes<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { data: T; mistakes: null } | { data: null; mistakes: Mistake[] } {
  const parsed = schema.safeParse(value, { error: inWords, jitless: true });
  if (parsed.success) return { data: parsed.data, mistakes: null };
  return { data: null, mistakes: parsed.error.issues.flatMap(toMistakes) };
}

function toMistakes(issue: z.core.$ZodIssue): Mistake[] {
  const path = issue.path.map(readable);
  // A wrong key of a record tells its reason one level down.
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, readable(key)], message: issue.message }));
}

/** A name comes from outside, too, so it may be long and hold anything. */
function readable(key: PropertyKey): PropertyKey {
  return typeof key === 'string' ? shorten(key.replace(/\p{Cc}/gu, '\uFFFD'), 100) : key;
}

/** Says what to do about an issue for which the schema has no words of its own. */
function inWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: it must be ${named(issue.expected)}`
        : `must be ${named(issue.expected)}, not ${nameOf(issue.input)}`;
    case 'invalid_value':
      return `must be ${listed(issue.values.map(String), 'or')}`;
    case 'too_small':
      return `must ${measured(issue.origin, `at least ${issue.minimum}`)}`;
    case 'too_big':
      return `must ${measured(issue.origin, `at most ${issue.maximum}`)}`;
    case 'unrecognized_keys':
      return unknownKey(issue.inst);
    default:
      return 'has a form that is not allowed here';
  }
}

const names: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  tuple: 'an array',
  object: 'an object',
  record: 'an object',
};

function named(type: string): string {
  return names[type] ?? `of type ${type}`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'number') return named(typeof value);
  if (Number.isNaN(value)) return 'a text';
  return Number.isInteger(value) ? 'a number' : 'a number with decimals';
}

function measured(origin: string, limit: string): string {
  if (origin === 'string') return `have ${limit} characters`;
  return origin === 'array' || origin === 'set' ? `have ${limit} items` : `be ${limit}`;
}

function unknownKey(schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (known.length === 0) return 'is not known here';
  return `is not known here: ${known.length === 1 ? 'only' : 'the known ones are'} ${listed(known, 'and')}${known.length === 1 ? ' is' : ''}`;
}

function listed(items: readonly string[], last: 'and' | 'or'): string {
  const shown = items.map((item) => shorten(item, 60));
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}` : (shown[0] ?? '');
}
