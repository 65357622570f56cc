import { describe, expect, test } from '@jest/globals';
import { parseSchedule } from '../../../emulator/functions-host/timers/schedule.ts';

const next = (schedule: string, after: string): string =>
  new Date(parseSchedule(schedule).nextAfter(Date.parse(after)) ?? Number.NaN).toISOString();

describe('a timer schedule', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:01:00Z', '2026-01-01T00:05:00.000Z'],
    ['0 0 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00.000Z'],
    ['15 30 2 * * *', '2026-01-01T02:30:15Z', '2026-01-02T02:30:15.000Z'],
    ['0 30 9 * * 1-5', '2026-01-02T10:00:00Z', '2026-01-05T09:30:00.000Z'],
    ['0 0 0 1 Jan,Jul *', '2026-01-02T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['*/10 * * * *', '2026-01-01T00:01:30Z', '2026-01-01T00:10:00.000Z'],
    ['00:05:00', '2026-01-01T00:00:07Z', '2026-01-01T00:05:07.000Z'],
    ['1.00:00:00', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'],
  ])('%s after %s is due at %s', (schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  test.each([
    '',
    '* * *',
    '0 0 0 L * *',
    '0 0 0 * * 1#2',
    '0 61 * * * *',
    '0 0 0 ? * *',
    '0 0 0 1 1 * 2026',
    '00:00:00',
    '@daily',
  ])('refuses %j', (schedule) => {
    expect(() => parseSchedule(schedule)).toThrow();
  });
});
