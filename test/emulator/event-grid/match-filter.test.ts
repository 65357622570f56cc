import { describe, expect, test } from '@jest/globals';
import { eventFilter } from '../../../emulator/event-grid/subscriptions/event-filter.ts';
import type { GridEvent } from '../../../emulator/event-grid/subscriptions/grid-event.ts';
import { matchesFilter } from '../../../emulator/event-grid/subscriptions/match-filter.ts';

const event: GridEvent = {
  id: '1',
  topic: '/subscriptions/s',
  subject: '/Subscriptions/s/Clusters/Green',
  eventType: 'Contoso.Written',
  eventTime: '2026-11-20T12:00:00Z',
  data: { name: 'Green', count: 5, on: true, nothing: null, deep: { er: 'x' } },
  dataVersion: '1',
  metadataVersion: '1',
};

const matches = (filter: object) => matchesFilter(eventFilter.parse(filter), event);
const advanced = (operatorType: string, key: string, rest: object = {}) =>
  matches({ advancedFilters: [{ operatorType, key, ...rest }] });

test('nothing asked for lets everything pass; types are compared without case', () => {
  expect(matches({})).toBe(true);
  expect(matches({ includedEventTypes: ['contoso.WRITTEN', 'Other'] })).toBe(true);
  expect(matches({ includedEventTypes: ['Contoso.Write'] })).toBe(false);
});

test('the subject is compared without case unless the filter says so', () => {
  const begins = { subjectBeginsWith: '/subscriptions/S/', subjectEndsWith: 'GREEN' };
  expect(matches(begins)).toBe(true);
  expect(matches({ ...begins, isSubjectCaseSensitive: true })).toBe(false);
  expect(matches({ subjectBeginsWith: '/Subscriptions/s/', isSubjectCaseSensitive: true })).toBe(true);
});

describe('advanced filters', () => {
  test.each([
    ['StringIn', 'data.name', ['red', 'GREEN'], true],
    ['StringIn', 'Subject', ['/subscriptions/s/clusters/green'], true],
    ['StringNotIn', 'data.name', ['green'], false],
    ['StringContains', 'data.name', ['REE'], true],
    ['StringNotContains', 'data.name', ['xyz'], true],
    ['StringBeginsWith', 'subject', ['/subscriptions/S/clusters'], true],
    ['StringNotBeginsWith', 'subject', ['/subscriptions/S/clusters'], false],
    ['StringEndsWith', 'data.deep.er', ['X'], true],
    ['StringNotEndsWith', 'data.deep.er', ['X'], false],
    ['NumberIn', 'data.count', [1, 5], true],
    ['NumberNotIn', 'data.count', [1, 5], false],
    ['NumberInRange', 'data.count', [[5, 9]], true],
    ['NumberNotInRange', 'data.count', [[5, 9]], false],
  ])('%s of %s with %j is %s', (operatorType, key, values, expected) => {
    expect(advanced(operatorType, key, { values })).toBe(expected);
  });

  test.each([
    ['NumberLessThan', 5, false],
    ['NumberLessThanOrEquals', 5, true],
    ['NumberGreaterThan', 5, false],
    ['NumberGreaterThanOrEquals', 5, true],
  ])('%s with %d is %s', (operatorType, value, expected) => {
    expect(advanced(operatorType, 'data.count', { value })).toBe(expected);
  });

  test('of a truth value, and of what is there', () => {
    expect([
      advanced('BoolEquals', 'data.on', { value: true }),
      advanced('BoolEquals', 'data.on', { value: false }),
    ]).toEqual([true, false]);
    expect(advanced('IsNullOrUndefined', 'data.nothing')).toBe(true);
    expect(advanced('IsNotNull', 'data.name')).toBe(true);
    expect(advanced('IsNotNull', 'data.absent')).toBe(false);
  });

  test('of a key that is not there, only NotIn is true', () => {
    const ofAbsent = (operatorType: string, values: unknown[]) => advanced(operatorType, 'data.absent', { values });
    expect([ofAbsent('StringNotIn', ['x']), ofAbsent('NumberNotIn', [1])]).toEqual([true, true]);
    for (const name of ['StringIn', 'StringContains', 'StringNotContains', 'StringNotBeginsWith', 'StringNotEndsWith'])
      expect([name, ofAbsent(name, ['x'])]).toEqual([name, false]);
  });

  test('must all hold', () => {
    const green = { operatorType: 'StringIn', key: 'data.name', values: ['green'] };
    const many = { operatorType: 'NumberGreaterThan', key: 'data.count', value: 9 };
    expect(matches({ advancedFilters: [green] })).toBe(true);
    expect(matches({ advancedFilters: [green, many] })).toBe(false);
  });

  test.each([
    ['an operator that Event Grid does not have', [{ operatorType: 'StringMatches', key: 'data.a', values: ['x'] }]],
    ['more than 25 values in all', [{ operatorType: 'StringIn', key: 'a', values: Array(26).fill('x') }]],
    ['a value of more than 512 characters', [{ operatorType: 'StringIn', key: 'a', values: ['x'.repeat(513)] }]],
    ['no values', [{ operatorType: 'StringIn', key: 'a', values: [] }]],
  ])('%s is refused', (_, advancedFilters) => {
    expect(eventFilter.safeParse({ advancedFilters }).success).toBe(false);
  });
});
