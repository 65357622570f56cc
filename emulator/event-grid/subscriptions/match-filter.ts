import type { AdvancedFilter, EventFilter } from './event-filter.ts';
import type { GridEvent } from './grid-event.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a key of an advanced filter names: a field of the envelope, in any case, or a path into `data`. */
function valueAt(event: GridEvent, key: string): unknown {
  const [first = '', ...path] = key.split('.');
  const fields = Object.entries({ ...event });
  let value: unknown = fields.find(([name]) => name.toLowerCase() === first.toLowerCase())?.[1];
  for (const part of path) value = isObject(value) ? value[part] : undefined;
  return value;
}

const lower = (text: string): string => text.toLowerCase();

/** Comparisons of texts, both in lower case: `found` in the event, `asked` in the filter. */
const textComparisons: Record<string, (found: string, asked: string) => boolean> = {
  In: (found, asked) => found === asked,
  Contains: (found, asked) => found.includes(asked),
  BeginsWith: (found, asked) => found.startsWith(asked),
  EndsWith: (found, asked) => found.endsWith(asked),
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function matchText(value: unknown, operatorType: string, values: readonly string[]): boolean {
  const [, not, name = ''] = /^String(Not)?(\w+)$/.exec(operatorType) ?? [];
  // Of a key that is not there, only NotIn is true ("If the event JSON doesn't contain the advanced filter key").
  if (isAbsent(value)) return not !== undefined && name === 'In';
  if (typeof value !== 'string') return not !== undefined;
  const found = values.some((each) => textComparisons[name]?.(lower(value), lower(each)) === true);
  return not === undefined ? found : !found;
}

function matchNumber(value: unknown, filter: Extract<AdvancedFilter, { operatorType: string }>): boolean {
  const { operatorType } = filter;
  const isNotIn = operatorType === 'NumberNotIn' || operatorType === 'NumberNotInRange';
  if (typeof value !== 'number') return isAbsent(value) ? operatorType === 'NumberNotIn' : isNotIn;
  if ('values' in filter) {
    const found = filter.values.some((each) =>
      Array.isArray(each) ? Number(each[0]) <= value && value <= Number(each[1]) : each === value,
    );
    return isNotIn ? !found : found;
  }
  const asked = 'value' in filter ? Number(filter.value) : Number.NaN;
  if (operatorType === 'NumberLessThan') return value < asked;
  if (operatorType === 'NumberLessThanOrEquals') return value <= asked;
  return operatorType === 'NumberGreaterThan' ? value > asked : value >= asked;
}

function matchAdvanced(event: GridEvent, filter: AdvancedFilter): boolean {
  const value = valueAt(event, filter.key);
  const { operatorType } = filter;
  if (operatorType === 'IsNullOrUndefined') return isAbsent(value);
  if (operatorType === 'IsNotNull') return !isAbsent(value);
  if (operatorType === 'BoolEquals') return 'value' in filter && value === filter.value;
  if (operatorType.startsWith('Number')) return matchNumber(value, filter);
  return matchText(value, operatorType, 'values' in filter ? (filter.values as string[]) : []);
}

/**
 * Whether a filter lets an event pass: every condition must hold, and of the values of one condition any (Microsoft Learn,
 * "Understand event filtering for Event Grid subscriptions"). Types and texts are compared without case; the beginning and
 * the end of a subject with it if the filter says so.
 */
export function matchesFilter(filter: EventFilter, event: GridEvent): boolean {
  const { includedEventTypes, subjectBeginsWith, subjectEndsWith, isSubjectCaseSensitive, advancedFilters } = filter;
  const written = isSubjectCaseSensitive ? (text: string) => text : lower;
  const subject = written(event.subject);
  return (
    (!includedEventTypes?.length || includedEventTypes.some((type) => lower(type) === lower(event.eventType))) &&
    subject.startsWith(written(subjectBeginsWith ?? '')) &&
    subject.endsWith(written(subjectEndsWith ?? '')) &&
    (advancedFilters ?? []).every((each) => matchAdvanced(event, each))
  );
}
