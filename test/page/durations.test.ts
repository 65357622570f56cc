import { expect, test } from '@jest/globals';
import { describeSince } from '../../page/parts/durations.ts';

const now = Date.parse('2026-11-26T18:30:00.000Z');

test.each([
  ['2026-11-26T18:29:00.000Z', '18:29 UTC, 60 seconds'],
  ['2026-11-26T15:30:00.000Z', '15:30 UTC, 3 hours'],
  ['2026-11-25T01:00:00.000Z', '25 Nov, 1 day'],
  ['2026-11-16T23:00:00.000Z', '16 Nov, 10 days'],
  ['2026-11-22T15:30:00.000Z', '22 Nov, 4 days'],
  ['2025-12-31T00:00:00.000Z', '31 Dec 2025, 330 days'],
])('since %s is said as since %s', (at, words) => {
  expect(describeSince(Date.parse(at), now)).toBe(words);
});
